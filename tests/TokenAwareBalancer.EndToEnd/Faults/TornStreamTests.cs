namespace TokenAwareBalancer.Faults;

/// <summary>A connection that is reset in the middle of an event.</summary>
[Collection(FaultTests.Name)]
public sealed class TornStreamTests
{
    private const int WholeEvents = 20;

    [Fact]
    public async Task Backend_ResetsInTheMiddleOfAnEvent_IsToldInTheStreamAndNeverSpliced()
    {
        var engines = await FaultTests.StartEnginesAsync();
        await using var torn = engines[0];
        await using var other = engines[1];
        await using var relay = new TearingRelay(torn.Address, WholeEvents);
        await using var stand = await FaultStand.StartAsync("", relay.Address, other.Address);

        var ends = await stand.Send(FaultTests.Crowd).EndAsync();
        await stand.AssertBooksCloseAsync();

        var failed = ends.Where(end => end.Kind != StreamEndKind.Complete).ToArray();
        Assert.Equal(relay.Torn, failed.Length);
        Assert.NotEmpty(failed);
        // One of the whole events only opened the answer.
        Assert.All(failed, end => Assert.Equal(
            (StreamEndKind.ErrorEvent, "answer_cut", WholeEvents - 1, 1),
            (end.Kind, end.Reason, end.ContentEvents, end.Engines.Single())));
        Assert.All(ends.Except(failed), FaultTests.AssertWhole);
        Assert.Equal(FaultTests.Crowd, await torn.CountRequestsAsync() + await other.CountRequestsAsync());
    }
}
