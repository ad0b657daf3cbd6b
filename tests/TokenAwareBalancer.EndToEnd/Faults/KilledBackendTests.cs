using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Faults;

/// <summary>kill -9, as the kernel does it when memory is short.</summary>
[Collection(FaultTests.Name)]
public sealed class KilledBackendTests
{
    private const int Places = 20;
    private const string CutReason = "answer_cut";

    [Fact]
    public async Task Backend_KilledUnderTwoHundredStreams_FailsOnlyThoseThatHadContentOfIt()
    {
        // Fewer places than clients: some of them have content when it dies, and others have not.
        await using var dying = await EngineProgram.StartAsync(
            1, FaultTests.EndlessEngine("--max-concurrency", $"{Places}"));
        await using var other = await EngineProgram.StartAsync(2, FaultTests.Engine());
        await using var stand = await FaultStand.StartAsync("", dying.Address, other.Address);

        var crowd = stand.Send(FaultTests.Crowd);
        await crowd.WaitForContentAsync(Places, ofEngine: 1);
        await stand.AwaitMoreInFlightAsync("b1", Places);
        await dying.KillAsync();
        var ends = await crowd.EndAsync();
        var page = await stand.AssertBooksCloseAsync();

        var failed = ends.Where(end => end.Kind != StreamEndKind.Complete).ToArray();
        Assert.InRange(failed.Length, Places, FaultTests.Crowd / 2);
        Assert.All(failed, end => Assert.Equal(
            (StreamEndKind.ErrorEvent, CutReason, 1), (end.Kind, end.Reason, end.Engines.Single())));
        Assert.All(ends.Except(failed), FaultTests.AssertWhole);
        var lost = page.Value("balancer_tries_total", "backend=\"b1\"")
            - page.Value("balancer_tries_total", "backend=\"b1\"", "result=\"completed\"");
        Assert.True(lost > failed.Length, $"{lost} lost, {failed.Length} of them told: none went on to the other.");
        Assert.Equal(ends.Count(end => end.Engines.Contains(2)), await other.CountRequestsAsync());
        await stand.AwaitHealthAsync("b1", "ejected");

        await dying.StartAgainAsync();
        await stand.AwaitRecoveryAsync("b1");
        await stand.AssertBooksCloseAsync();
    }
}
