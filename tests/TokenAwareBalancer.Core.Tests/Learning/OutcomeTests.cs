namespace TokenAwareBalancer.Learning;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(OutcomeKind.Completed, 200, true)]
    [InlineData(OutcomeKind.Completed, 404, true)]
    [InlineData(OutcomeKind.Completed, 429, true)]
    [InlineData(OutcomeKind.Completed, 501, true)]
    [InlineData(OutcomeKind.Completed, 500, false)]
    [InlineData(OutcomeKind.Completed, 503, false)]
    [InlineData(OutcomeKind.Unreachable, null, false)]
    [InlineData(OutcomeKind.Lost, null, false)]
    [InlineData(OutcomeKind.Cut, 200, null)]
    [InlineData(OutcomeKind.ClientGone, null, null)]
    [InlineData(OutcomeKind.TimedOut, null, null)]
    [InlineData(OutcomeKind.ShutDown, 200, null)]
    public void ShowsServing_IsWhatTheEndSaysOfTheBackend(OutcomeKind kind, int? status, bool? shows) =>
        Assert.Equal(shows, new Outcome(kind, status, null, null, null, 1).ShowsServing);

    [Theory]
    [InlineData(OutcomeKind.Completed, 200, true)]
    [InlineData(OutcomeKind.Completed, 400, false)]
    [InlineData(OutcomeKind.ClientGone, 200, false)]
    [InlineData(OutcomeKind.Cut, 200, false)]
    public void IsWholeAnswer_OnlyOfACompletedSuccess(OutcomeKind kind, int? status, bool isWhole) =>
        Assert.Equal(isWhole, new Outcome(kind, status, null, null, null, 1).IsWholeAnswer);
}
