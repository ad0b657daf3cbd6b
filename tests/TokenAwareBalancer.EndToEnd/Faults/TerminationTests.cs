using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Faults;

/// <summary>SIGTERM of the balancer under load.</summary>
[Collection(FaultTests.Name)]
public sealed class TerminationTests
{
    private const int LongAnswer = 150;

    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Balancer_TerminatedUnderTwoHundredStreams_CutsNone()
    {
        var engines = await FaultTests.StartEnginesAsync("--answer-tokens", $"{LongAnswer}");
        await using var first = engines[0];
        await using var second = engines[1];
        await using var stand = await FaultStand.StartAsync("", first.Address, second.Address);

        var crowd = stand.Send(FaultTests.Crowd);
        await crowd.WaitForContentAsync(FaultTests.Crowd);
        await stand.Balancer.SendTerminationAsync();
        Assert.NotEqual(0, crowd.Running);
        var ends = await crowd.EndAsync();
        var (exitCode, _, errors) = await stand.Balancer.WaitForExitAsync(ExitLimit);

        Assert.All(ends, end => Assert.Equal((StreamEndKind.Complete, LongAnswer), (end.Kind, end.ContentEvents)));
        Assert.True(exitCode == 0, $"Exit code {exitCode}: {errors}");
        Assert.Equal(FaultTests.Crowd, await first.CountRequestsAsync() + await second.CountRequestsAsync());
    }

    [Fact]
    public async Task Balancer_TerminatedWithLongStreams_EndsThemByAnErrorWhenTheirTimeIsOverAndNotBefore()
    {
        var endless = FaultTests.EndlessEngine();
        await using var first = await EngineProgram.StartAsync(1, endless);
        await using var second = await EngineProgram.StartAsync(2, endless);
        await using var stand = await FaultStand.StartAsync(
            "timeouts: { shutdown: 1500ms }", first.Address, second.Address);

        var crowd = stand.Send(FaultTests.Crowd);
        await crowd.WaitForContentAsync(FaultTests.Crowd);
        var started = TimeProvider.System.GetTimestamp();
        await stand.Balancer.SendTerminationAsync();
        await crowd.WaitForAnEndAsync();
        var firstEnd = TimeProvider.System.GetElapsedTime(started);
        var ends = await crowd.EndAsync();
        var (exitCode, _, errors) = await stand.Balancer.WaitForExitAsync(ExitLimit);

        Assert.True(firstEnd >= TimeSpan.FromMilliseconds(1450), $"The first stream ended after {firstEnd}.");
        Assert.All(ends, end => Assert.Equal(
            (StreamEndKind.ErrorEvent, "service_unavailable"), (end.Kind, end.Reason)));
        Assert.True(exitCode == 0, $"Exit code {exitCode}: {errors}");
    }
}
