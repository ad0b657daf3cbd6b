using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Health;

public sealed class OutcomeVerdictTests
{
    [Theory]
    [InlineData(OutcomeKind.Completed, 200, null, Verdict.Success, HealthReason.Serving)]
    [InlineData(OutcomeKind.Completed, 400, null, Verdict.Neutral, HealthReason.Serving)]
    [InlineData(OutcomeKind.Completed, 429, null, Verdict.Neutral, HealthReason.Serving)]
    [InlineData(OutcomeKind.Completed, 429, 3.0, Verdict.Neutral, HealthReason.Serving)]
    [InlineData(OutcomeKind.Completed, 500, null, Verdict.Failure, HealthReason.ServerError)]
    [InlineData(OutcomeKind.Completed, 501, null, Verdict.Neutral, HealthReason.Serving)]
    [InlineData(OutcomeKind.Completed, 503, null, Verdict.Failure, HealthReason.ServerError)]
    [InlineData(OutcomeKind.Completed, 503, 3.0, Verdict.Neutral, HealthReason.Serving)]
    [InlineData(OutcomeKind.Unreachable, null, null, Verdict.Failure, HealthReason.Unreachable)]
    [InlineData(OutcomeKind.Lost, null, null, Verdict.Failure, HealthReason.Lost)]
    [InlineData(OutcomeKind.Cut, 200, null, Verdict.Failure, HealthReason.Cut)]
    [InlineData(OutcomeKind.Stalled, 200, null, Verdict.Failure, HealthReason.Stalled)]
    [InlineData(OutcomeKind.TimedOut, 200, null, Verdict.Neutral, HealthReason.Serving)]
    [InlineData(OutcomeKind.ClientGone, 200, null, Verdict.Neutral, HealthReason.Serving)]
    [InlineData(OutcomeKind.ShutDown, 200, null, Verdict.Neutral, HealthReason.Serving)]
    public void Outcome_SaysOfTheBackend(
        OutcomeKind kind, int? status, double? retryAfterSeconds, Verdict verdict, HealthReason reason)
    {
        var outcome = new Outcome(kind, status, null, null, null, 1, retryAfterSeconds);

        Assert.Equal((verdict, reason), (OutcomeVerdict.Of(outcome), OutcomeVerdict.ReasonOf(outcome)));
    }

    [Fact]
    public void Stall_WithinALimitOfTheClientsOwn_SaysNothing() => Assert.Equal(Verdict.Neutral, OutcomeVerdict.Of(
        new Outcome(OutcomeKind.Stalled, null, null, null, null, 1, IsClientsLimit: true)));

    [Fact]
    public void Outcome_EveryKind_HasAVerdict() => Assert.All(Enum.GetValues<OutcomeKind>(), kind =>
        OutcomeVerdict.Of(new Outcome(kind, null, null, null, null, 1)));
}
