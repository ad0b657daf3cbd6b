namespace TokenAwareBalancer.Fleet;

public sealed class EngineStateTests
{
    [Theory]
    [InlineData(9L, 3L, 4, 8L, 6L, 2L)]
    [InlineData(5L, 0L, 5, 0L, 0L, 0L)]
    // Ours may have ended since, or not have reached the engine's counts yet.
    [InlineData(1L, 0L, 3, 0L, 0L, 0L)]
    [InlineData(0L, 0L, 0, 0L, 0L, 0L)]
    [InlineData(0L, 4L, 1, 3L, 0L, 3L)]
    [InlineData(2L, null, 1, 1L, 1L, 0L)]
    [InlineData(null, 2L, 0, 2L, 0L, 2L)]
    [InlineData(null, null, 7, null, null, null)]
    public void OtherRequests_AreWhatTheEngineHasBeyondTheLedger(
        long? running, long? waiting, long ledger, long? others, long? othersRunning, long? othersWaiting)
    {
        var state = State() with { Running = running, Waiting = waiting, LedgerRequests = ledger };

        Assert.Equal(
            (others, othersRunning, othersWaiting),
            (state.OtherRequests, state.EstimatedOtherRunning, state.EstimatedOtherWaiting));
    }

    [Fact]
    public void OtherRequests_WhateverTheCounts_SplitIntoPartsOfTheWhole()
    {
        var random = new SeededRandom(3);
        for (var round = 0; round < 10_000; round++)
        {
            var state = State() with
            {
                Running = random.NextInteger(0, 300),
                Waiting = random.NextInteger(0, 300),
                LedgerRequests = random.NextInteger(0, 300),
            };
            Assert.Equal(state.OtherRequests, state.EstimatedOtherRunning + state.EstimatedOtherWaiting);
            Assert.InRange(state.EstimatedOtherRunning!.Value, 0, state.Running!.Value);
            Assert.InRange(state.EstimatedOtherWaiting!.Value, 0, state.Waiting!.Value);
        }
    }

    [Fact]
    public void State_OlderThanItIsFreshFor_IsStale()
    {
        var state = State();

        Assert.Equal((0, 5), (state.AgeSecondsAt(9), state.AgeSecondsAt(15)));
        Assert.False(state.IsStaleAt(17));
        Assert.True(state.IsStaleAt(17.1));
    }

    private static EngineState State() =>
        new() { Engine = "vLLM", ScrapedAtSeconds = 10, FreshForSeconds = 7 };
}
