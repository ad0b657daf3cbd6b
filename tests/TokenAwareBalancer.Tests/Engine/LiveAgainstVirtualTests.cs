using System.Diagnostics;
using TokenAwareBalancer.Engine.Serving;
using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Simulating.Arriving;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Engine;

/// <summary>One engine model, driven by events in virtual time and by timers behind a socket.</summary>
public sealed class LiveAgainstVirtualTests
{
    private const int Requests = 36;

    /// <summary>A client that sends later than this, on average, says nothing about the engine.</summary>
    private static readonly TimeSpan MostLateness = TimeSpan.FromMilliseconds(8);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static HardwareProfile Hardware => HardwareProfiles.Find("a10-qwen-7b")!;

    [Fact]
    public async Task ShortWorkload_OverLoopbackAndInVirtualTime_TakesTheSameWithinATenth()
    {
        var requests = CreateRequests();
        var expected = Simulation.Run(
            new SimulationPlan { Fleet = [new("one", Hardware)], Requests = requests, WarmUpShare = 0 },
            TimeProvider.System,
            cancellationToken: Cancellation).Records;

        var observed = await RunLiveAsync(requests);
        for (var attempt = 1; attempt < 3 && observed.Lateness > MostLateness; attempt++)
            observed = await RunLiveAsync(requests);
        Assert.SkipWhen(
            observed.Lateness > MostLateness,
            $"The machine is busy: requests were sent {observed.Lateness.TotalMilliseconds:0} ms late.");

        var firstToken = expected.Average(record => record.TimeToFirstTokenSeconds);
        var whole = expected.Average(record => record.DurationSeconds);
        Assert.InRange(observed.FirstTokenSeconds / firstToken, 0.9, 1.1);
        Assert.InRange(observed.WholeSeconds / whole, 0.9, 1.1);
        // Beside others, not each alone: or the batch was not compared.
        Assert.True(firstToken > 1.3 * requests.Average(one => Hardware.IsolatedFirstTokenSeconds(one.PromptTokens)));
    }

    /// <summary>Five seconds at most of what the engine can take.</summary>
    private static SimulatedRequest[] CreateRequests()
    {
        var random = new SeededRandom(1);
        var lengths = new SimulatedRequest[Requests];
        foreach (ref var request in lengths.AsSpan())
            request = new SimulatedRequest(0, random.NextInteger(100, 1500), random.NextInteger(5, 30));
        return Arrivals.Poisson(lengths, ratePerSecond: 10, seed: 1);
    }

    private static async Task<(double FirstTokenSeconds, double WholeSeconds, TimeSpan Lateness)> RunLiveAsync(
        SimulatedRequest[] requests)
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions { Hardware = Hardware, Jitter = 0 });
        // The first request pays for what is compiled and connected on the way.
        await SendAsync(engine, Stopwatch.StartNew(), new SimulatedRequest(0, 10, 5));
        var clock = Stopwatch.StartNew();
        var observed = await Task.WhenAll(requests.Select(request => SendAsync(engine, clock, request)));
        return (observed.Average(one => one.FirstToken.TotalSeconds), observed.Average(one => one.Whole.TotalSeconds),
            TimeSpan.FromSeconds(observed.Average(one => one.Lateness.TotalSeconds)));
    }

    private static async Task<(TimeSpan FirstToken, TimeSpan Whole, TimeSpan Lateness)> SendAsync(
        RunningEngine engine, Stopwatch clock, SimulatedRequest request)
    {
        var arrival = TimeSpan.FromSeconds(request.ArrivalSeconds);
        if (arrival > clock.Elapsed)
            await Task.Delay(arrival - clock.Elapsed, Cancellation);
        var lateness = clock.Elapsed - arrival;
        using var response = await engine.PostAsync(RunningEngine.ChatPath, RunningEngine.Chat(
            new string('x', 4 * request.PromptTokens),
            $",\"stream\":true,\"ignore_eos\":true,\"max_tokens\":{request.OutputTokens}"));
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        var buffer = new byte[16_384];
        TimeSpan? first = null;
        while (await body.ReadAsync(buffer, Cancellation) > 0)
            first ??= clock.Elapsed - arrival;
        return (first!.Value, clock.Elapsed - arrival, lateness);
    }
}
