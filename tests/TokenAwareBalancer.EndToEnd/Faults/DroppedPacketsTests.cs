using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Faults;

/// <summary>A network that swallows packets: nothing is refused, nothing is reset, nothing arrives.</summary>
[Collection(FaultTests.Name)]
public sealed class DroppedPacketsTests
{
    private const string Timeouts = "timeouts: { connect: 500ms, firstToken: 4s, betweenTokens: 2s }";

    [Fact]
    public async Task Packets_DroppedWithinStreamsAndThenAtConnect_EndTheFormerByAnErrorAndCostTheLatterNothing()
    {
        await using var network = await NetworkNamespace.RequireAsync();
        await using var cutOff = await EngineProgram.StartByAsync(
            network.Launcher, 1, FaultTests.EndlessEngine("--host", network.Host));
        await using var other = await EngineProgram.StartAsync(2, FaultTests.Engine());
        await using var stand = await FaultStand.StartAsync(Timeouts, cutOff.Address, other.Address);

        var streaming = stand.Send(FaultTests.Crowd);
        await streaming.WaitForContentAsync(FaultTests.Crowd / 4, ofEngine: 1);
        await network.DropAsync(cutOff.Address.Port);
        var whileStreaming = await streaming.EndAsync();
        await stand.AssertBooksCloseAsync();
        var afterwards = await stand.Send(FaultTests.Crowd).EndAsync();
        await stand.AssertBooksCloseAsync();

        var failed = whileStreaming.Where(end => end.Kind != StreamEndKind.Complete).ToArray();
        Assert.NotEmpty(failed);
        Assert.All(failed, end => Assert.Equal(
            (StreamEndKind.ErrorEvent, "timeout", 1), (end.Kind, end.Reason, end.Engines.Single())));
        Assert.All(whileStreaming.Except(failed).Concat(afterwards), FaultTests.AssertWhole);
        var answered = whileStreaming.Concat(afterwards).Count(end => end.Engines.Contains(2));
        Assert.Equal(answered, await other.CountRequestsAsync());
        await stand.AwaitHealthAsync("b1", "ejected");

        await network.PassAsync();
        await stand.AwaitRecoveryAsync("b1");
        await stand.AssertBooksCloseAsync();
    }

    [Fact]
    public async Task Packets_DroppedBeforeAnyConnection_CostNoRequest()
    {
        await using var network = await NetworkNamespace.RequireAsync();
        await using var cutOff = await EngineProgram.StartByAsync(
            network.Launcher, 1, FaultTests.Engine("--host", network.Host));
        await using var other = await EngineProgram.StartAsync(2, FaultTests.Engine());
        await network.DropAsync(cutOff.Address.Port);
        await using var stand = await FaultStand.StartAsync(Timeouts, cutOff.Address, other.Address);

        var ends = await stand.Send(FaultTests.Crowd).EndAsync();
        var page = await stand.AssertBooksCloseAsync();

        Assert.All(ends, FaultTests.AssertWhole);
        Assert.All(ends, end => Assert.Equal(2, end.Engines.Single()));
        Assert.NotEqual(0, page.Value("balancer_tries_total", "backend=\"b1\"", "result=\"unreachable\""));
        Assert.Equal(FaultTests.Crowd, await other.CountRequestsAsync());
    }
}
