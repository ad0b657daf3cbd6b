using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Faults;

/// <summary>Backends that keep the connection and say nothing, from the start or from some moment on.</summary>
[Collection(FaultTests.Name)]
public sealed class SilentBackendTests
{
    private const string StallReason = "timeout";
    private const string FirstTokenIsShort = "timeouts: { firstToken: 4s }";
    private const string SilenceIsShort = "timeouts: { firstToken: 4s, betweenTokens: 2s }";

    [Fact]
    public async Task Backend_AcceptsAndNeverAnswers_CostsNoRequest()
    {
        var engines = await FaultTests.StartEnginesAsync();
        await using var silent = engines[0];
        await using var other = engines[1];
        await using var stand = await FaultStand.StartAsync(FirstTokenIsShort, silent.Address, other.Address);

        await silent.FreezeAsync();
        var crowd = stand.Send(FaultTests.Crowd);
        var ends = await crowd.EndAsync();
        var page = await stand.AssertBooksCloseAsync();

        Assert.All(ends, FaultTests.AssertWhole);
        Assert.Equal(FaultTests.Crowd, await other.CountRequestsAsync());
        Assert.NotEqual(0, page.Value("balancer_tries_total", "backend=\"b1\"", "result=\"stalled\""));
        await stand.AwaitHealthAsync("b1", "ejected");

        await silent.ThawAsync();
        await stand.AwaitRecoveryAsync("b1");
        await stand.AssertBooksCloseAsync();
    }

    [Fact]
    public async Task Backend_SendsHeadersAndThenNothing_CostsNoRequest()
    {
        await using var stalling = await EngineProgram.StartAsync(1, FaultTests.Engine("--fail", "stall=0.5"));
        await using var other = await EngineProgram.StartAsync(2, FaultTests.Engine());
        await using var stand = await FaultStand.StartAsync(FirstTokenIsShort, stalling.Address, other.Address);

        var ends = await stand.Send(FaultTests.Crowd).EndAsync();
        var page = await stand.AssertBooksCloseAsync();

        Assert.All(ends, FaultTests.AssertWhole);
        var stalled = page.Value("balancer_tries_total", "backend=\"b1\"", "result=\"stalled\"");
        Assert.InRange(stalled, 1, FaultTests.Crowd);
        Assert.Equal(FaultTests.Crowd + stalled, await stalling.CountRequestsAsync() + await other.CountRequestsAsync());
    }

    [Fact]
    public async Task Backend_FallsSilentWithinStreams_EndsThemByAnError()
    {
        await using var freezing = await EngineProgram.StartAsync(1, FaultTests.EndlessEngine());
        await using var other = await EngineProgram.StartAsync(2, FaultTests.Engine());
        await using var stand = await FaultStand.StartAsync(SilenceIsShort, freezing.Address, other.Address);

        var crowd = stand.Send(FaultTests.Crowd);
        await crowd.WaitForContentAsync(FaultTests.Crowd / 4, ofEngine: 1);
        await freezing.FreezeAsync();
        var ends = await crowd.EndAsync();
        await stand.AssertBooksCloseAsync();

        var failed = ends.Where(end => end.Kind != StreamEndKind.Complete).ToArray();
        Assert.NotEmpty(failed);
        Assert.All(failed, end => Assert.Equal(
            (StreamEndKind.ErrorEvent, StallReason, 1), (end.Kind, end.Reason, end.Engines.Single())));
        Assert.Equal(ends.Count(end => end.Engines.Contains(2)), await other.CountRequestsAsync());
        Assert.Contains(await stand.AwaitHealthAsync("b1", "ejected"), (string[])["stalled", "probe_failed"]);

        await freezing.ThawAsync();
        await stand.AwaitRecoveryAsync("b1");
    }
}
