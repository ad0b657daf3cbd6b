namespace TokenAwareBalancer.Faults;

/// <summary>Every backend at once.</summary>
[Collection(FaultTests.Name)]
public sealed class WholeFleetTests
{
    [Fact]
    public async Task AllBackends_DieAndComeBack_EveryRequestIsToldAndTheFirstAfterwardsAreAnswered()
    {
        var engines = await FaultTests.StartEnginesAsync();
        await using var first = engines[0];
        await using var second = engines[1];
        await using var stand = await FaultStand.StartAsync("", first.Address, second.Address);

        var crowd = stand.Send(FaultTests.Crowd);
        await crowd.WaitForContentAsync(FaultTests.Crowd / 2);
        await Task.WhenAll(engines.Select(engine => engine.KillAsync()));
        var ends = await crowd.EndAsync();
        await stand.AssertBooksCloseAsync();
        await stand.AwaitHealthAsync("b1", "ejected");
        await stand.AwaitHealthAsync("b2", "ejected");
        var whileDown = await stand.Send(FaultTests.Crowd).EndAsync();
        await stand.AssertBooksCloseAsync();

        Assert.All(ends, end => Assert.Contains((end.Kind, end.Reason), (IEnumerable<(StreamEndKind, string?)>)[
            (StreamEndKind.Complete, null),
            (StreamEndKind.ErrorEvent, "answer_cut"),
            (StreamEndKind.Refused, "backends_failed"),
            (StreamEndKind.Refused, "answer_cut"),
        ]));
        Assert.All(whileDown, end => Assert.Equal(
            (StreamEndKind.Refused, "backends_failed"), (end.Kind, end.Reason)));

        // All look bad, so all are tried: nobody waits for a probe.
        await Task.WhenAll(engines.Select(engine => engine.StartAgainAsync()));
        Assert.All(await stand.Send(FaultTests.Crowd).EndAsync(), FaultTests.AssertWhole);
        await stand.AwaitRecoveryAsync("b1");
        await stand.AwaitRecoveryAsync("b2");
        await stand.AssertBooksCloseAsync();
    }
}
