using System.Text.Json;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Traces;

public sealed class TraceWorkloadTests
{
    private static readonly RequestShape Chat = new(RequestSurface.Chat, "m");

    [Fact]
    public void Plan_OfATrace_HasItsLengthsAndTimes()
    {
        using var file = new TemporaryFile(
            """{"timestamp": 100, "input_length": 600, "output_length": 40, "hash_ids": [4, 5]}""",
            """{"timestamp": 1100, "input_length": 3, "output_length": 2, "hash_ids": [6]}""");

        var plan = Create(file).Plan(1, 1).ToArray();

        Assert.Equal([(0, 600, 40), (1, 3, 2)],
            plan.Select(one => (Math.Round(one.ArrivalSeconds, 9), one.PromptTokens, one.OutputTokens!.Value)));
    }

    [Fact]
    public void Prompts_OfTheSameFirstBlocks_BeginWithTheSameBytes()
    {
        using var file = new TemporaryFile(
            """{"timestamp": 0, "input_length": 1500, "output_length": 4, "hash_ids": [4, 5, 6]}""",
            """{"timestamp": 0, "input_length": 1200, "output_length": 4, "hash_ids": [4, 5, 7]}""");

        var texts = Create(file).Plan(1, 1).Select(TextOf).ToArray();

        Assert.InRange(texts[0].AsSpan().CommonPrefixLength(texts[1]), 1024 * 4, 1024 * 4 + 7 * 4);
    }

    [Fact]
    public void Plan_NothingRecorded_AsksForOneTokenEach()
    {
        using var file = new TemporaryFile("""{"timestamp": 0, "input_length": 0, "output_length": 0}""");

        var request = Assert.Single(Create(file).Plan(1, 1));

        Assert.Equal((1, 1), (request.PromptTokens, request.OutputTokens));
    }

    [Fact]
    public void Plan_OtherTextSeed_IsTheSameRequestsInOtherWords()
    {
        using var file = new TemporaryFile("""{"timestamp": 0, "input_length": 600, "output_length": 4}""");

        var (one, other) = (Create(file).Plan(1, 1).Single(), Create(file).Plan(1, 2).Single());

        Assert.Equal((one.PromptTokens, one.OutputTokens), (other.PromptTokens, other.OutputTokens));
        Assert.InRange(TextOf(one).AsSpan().CommonPrefixLength(TextOf(other)), 0, 7 * 4);
    }

    [Fact]
    public void Plan_Shuffled_IsAllOfTheTraceInAnOrderOfTheSeedWithoutTimes()
    {
        using var file = new TemporaryFile(Enumerable.Range(1, 200).Select(tokens =>
            $$"""{"timestamp": {{tokens}}, "input_length": {{tokens}}, "output_length": 4}"""));
        var workload = new TraceWorkload("trace", TraceFile.Open(file.Path), Chat, isShuffled: true);

        var first = workload.Plan(1, 1).ToArray();
        var lengths = first.Select(request => request.PromptTokens).ToArray();

        Assert.Equal(lengths, workload.Plan(1, 2).Select(request => request.PromptTokens));
        Assert.NotEqual(lengths, workload.Plan(2, 1).Select(request => request.PromptTokens));
        Assert.Equal(Enumerable.Range(1, 200), lengths.Order());
        Assert.All(first, request => Assert.Equal(0, request.ArrivalSeconds));
        Assert.Null(workload.OwnRatePerSecond);
    }

    [Fact]
    public void Plan_FirstRequestPulled_MakesNoOtherBody()
    {
        using var file = new TemporaryFile(Enumerable.Repeat(
            """{"timestamp": 0, "input_length": 100000, "output_length": 1}""", 100));
        var workload = Create(file);
        _ = workload.Plan(1, 1).First();

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = workload.Plan(1, 1).First();

        // One body is 400 kB; all would be 40 MB.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 400_000, 600_000);
    }

    [Fact]
    public void Workload_OfATrace_SaysItsCountMeansAndRate()
    {
        using var file = new TemporaryFile(
            """{"timestamp": 0, "input_length": 1000, "output_length": 4}""",
            """{"timestamp": 500, "input_length": 2000, "output_length": 8}""");

        var workload = Create(file);

        Assert.Equal((2, (1500, 6), 2), (workload.Count, workload.MeanTokens, workload.OwnRatePerSecond));
        Assert.Equal("trace t (Mooncake): 2 requests over 1 s; 1,500 prompt tokens on average, 6 of answer; "
            + "/v1/chat/completions, streamed", workload.Description);
    }

    [Fact]
    public void Plan_FileGoneSinceItWasOpened_IsAnErrorThatNamesIt()
    {
        TraceWorkload workload;
        string path;
        using (var file = new TemporaryFile("""{"timestamp": 0, "input_length": 1, "output_length": 1}"""))
        {
            path = file.Path;
            workload = Create(file);
        }

        Assert.StartsWith(path, Assert.Throws<WorkloadException>(() => workload.Plan(1, 1).First()).Message);
    }

    private static TraceWorkload Create(TemporaryFile file) => new("trace t", TraceFile.Open(file.Path), Chat);

    private static string TextOf(PlannedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
    }
}
