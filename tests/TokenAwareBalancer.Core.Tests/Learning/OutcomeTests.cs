namespace TokenAwareBalancer.Learning;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(OutcomeKind.Completed, 200, true)]
    [InlineData(OutcomeKind.Completed, 400, false)]
    [InlineData(OutcomeKind.ClientGone, 200, false)]
    [InlineData(OutcomeKind.Cut, 200, false)]
    public void IsWholeAnswer_OnlyOfACompletedSuccess(OutcomeKind kind, int? status, bool isWhole) =>
        Assert.Equal(isWhole, new Outcome(kind, status, null, null, null, 1).IsWholeAnswer);
}
