using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.CommandLine;

public sealed class RunMemoryTests
{
    private const long Gigabyte = 1_000_000_000;

    private static readonly ExperimentPlan Million = new()
    {
        Source = MixText.Parse("chat"),
        Fleet = new ExperimentFleet([(HardwareProfiles.Find("a100-llama-8b")!, 8)]),
        Policies = ["a", "b", "c", "d", "e", "f", "g"],
        Baseline = "a",
        Loads = [0.2, 0.4, 0.6, 0.8],
        Seeds = [1, 2, 3],
        Requests = 1_000_000,
    };

    [Fact]
    public void Threads_AreFewerTheMoreOfOtherRunsIsKept()
    {
        var threads = RunMemory.MostThreads(Million, 8 * Gigabyte);

        Assert.InRange(threads, 6, 9);
        Assert.InRange(RunMemory.MostThreads(Million with { Seeds = [.. Enumerable.Range(1, 10)] }, 8 * Gigabyte), 3, 5);
        Assert.True(RunMemory.MostThreads(Million with { KeepsRecords = true }, 8 * Gigabyte) < threads);
        Assert.Equal(threads, RunMemory.MostThreads(Million with { Loads = [0.5] }, 8 * Gigabyte));
    }

    [Fact]
    public void Runs_ThatNeedMoreThanThereIs_AreRefusedWithWhatWouldHelp()
    {
        Assert.Null(RunMemory.Problem(Million, 8 * Gigabyte));
        Assert.Matches(
            @"^--requests 1000000: the runs of one load need about 2\.\d GB of memory, and this machine has 2\.0 GB: "
            + "give fewer --requests, --seeds or --policies",
            RunMemory.Problem(Million, 2 * Gigabyte));
    }
}
