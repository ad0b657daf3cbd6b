namespace TokenAwareBalancer.Health;

public sealed class BackendHealthTests
{
    private readonly BackendHealth _health = new(HealthSettings.Default);

    [Fact]
    public void Health_NothingKnown_IsStartingAndMayServe()
    {
        Assert.Equal((HealthState.Starting, HealthReason.New), StateAt(0));
        Assert.Equal(Standing.Full, _health.Read(0).Standing);
    }

    [Fact]
    public void Health_WholeCircle_PassesEveryState()
    {
        _health.OnProbe(ProbeResult.Good, 0);
        Fail(HealthReason.ServerError, 1);
        Fail(HealthReason.ServerError, 1.1);
        Fail(HealthReason.ServerError, 1.2);
        Assert.Equal(HealthState.Probing, StateAt(6.2).State);
        Succeed(6.5);
        Assert.Equal(HealthState.Healthy, StateAt(36.5).State);

        Assert.Equal(
            [
                (HealthState.Healthy, HealthReason.Serving, null),
                (HealthState.Suspect, HealthReason.ServerError, 2),
                (HealthState.Ejected, HealthReason.ServerError, 6.2),
                (HealthState.Probing, HealthReason.ServerError, null),
                (HealthState.Recovering, HealthReason.Serving, 36.5),
                (HealthState.Healthy, HealthReason.TimeOver, null),
            ],
            _health.Transitions.Select(step =>
                (step.To, step.Reason, step.DeadlineSeconds is { } at ? Math.Round(at, 6) : (double?)null)));
    }

    [Fact]
    public void Suspicion_Success_EndsItAtOnce()
    {
        Fail(HealthReason.Unreachable, 0);
        Assert.Equal(Standing.Doubtful, _health.Read(0.5).Standing);
        Succeed(0.5);

        Assert.Equal((HealthState.Healthy, HealthReason.Serving), StateAt(0.5));
    }

    [Fact]
    public void Failures_FewAmongManySuccesses_DoNotEject()
    {
        for (var request = 0; request < 1000; request++)
        {
            if (request % 10 == 0)
                Fail(HealthReason.ServerError, request * 0.01);
            else
                Succeed(request * 0.01);
        }

        Assert.Equal(HealthState.Healthy, StateAt(10).State);
    }

    [Fact]
    public void Failures_HalfOfTheWindow_EjectAlsoWithoutARow()
    {
        for (var request = 0; request < 5; request++)
        {
            Succeed(request);
            Fail(HealthReason.ServerError, request + 0.5);
        }

        Assert.Equal((HealthState.Ejected, HealthReason.ServerError), StateAt(4.5));
    }

    [Fact]
    public void Failures_OlderThanTheWindow_AreForgotten()
    {
        for (var request = 0; request < 20; request++)
        {
            Succeed(request * 20);
            Fail(HealthReason.ServerError, request * 20 + 1);
        }

        Assert.Equal(HealthState.Suspect, StateAt(381).State);
    }

    [Fact]
    public void NeutralOutcomes_HoweverMany_ChangeNothing()
    {
        for (var request = 0; request < 100; request++)
            _health.OnOutcome(Verdict.Neutral, HealthReason.Serving, 0, 0);

        Assert.Equal((HealthState.Starting, HealthReason.New), StateAt(0));
    }

    [Fact]
    public void Ejections_OneAfterAnother_TakeTwiceAsLongUpToTheLongest()
    {
        var now = 0.0;
        Eject(now);
        foreach (var seconds in (double[])[5, 10, 20, 40, 80, 160, 300, 300])
        {
            Assert.Equal(HealthState.Ejected, StateAt(now + seconds * 0.99).State);
            now += seconds;
            Assert.Equal(HealthState.Probing, StateAt(now).State);
            Fail(HealthReason.ServerError, now);
        }
    }

    [Fact]
    public void Ejection_AfterLongHealth_IsAsShortAsTheFirst()
    {
        Eject(0);
        Succeed(5);
        Assert.Equal(HealthState.Healthy, StateAt(35).State);
        Eject(35 + 300);

        Assert.Equal(5, _health.Read(336).DeadlineSeconds!.Value - 335);
    }

    [Fact]
    public void Ejection_ForFailedConnections_EndsWithAGoodProbe()
    {
        for (var i = 0; i < 3; i++)
            Fail(HealthReason.Unreachable, 0);
        _health.OnProbe(ProbeResult.Good, 1);

        Assert.Equal((HealthState.Recovering, HealthReason.Serving), StateAt(1));
    }

    [Fact]
    public void Ejection_ForFailedAnswers_IsNotEndedByAGoodProbe()
    {
        Eject(0);
        _health.OnProbe(ProbeResult.Good, 1);
        Assert.Equal(HealthState.Ejected, StateAt(1).State);
        _health.OnProbe(ProbeResult.Good, 6);

        Assert.Equal(HealthState.Probing, StateAt(6).State);
    }

    [Fact]
    public void Outcome_OfATryFromBeforeTheEjection_IsNoNews()
    {
        Eject(10);
        _health.OnOutcome(Verdict.Success, HealthReason.Serving, sentSeconds: 9, nowSeconds: 11);
        Assert.Equal(HealthState.Ejected, StateAt(11).State);
        Succeed(15);
        _health.OnOutcome(Verdict.Failure, HealthReason.Cut, sentSeconds: 9, nowSeconds: 16);

        Assert.Equal(HealthState.Recovering, StateAt(16).State);
    }

    [Fact]
    public void Recovery_Failure_EjectsForLonger()
    {
        Eject(0);
        Succeed(5);
        Fail(HealthReason.Cut, 6);

        Assert.Equal((HealthState.Ejected, HealthReason.Cut), StateAt(6));
        Assert.Equal(16, _health.Read(6).DeadlineSeconds);
    }

    [Fact]
    public void Recovery_ShareRisesFromATenthToAll()
    {
        Eject(0);
        Succeed(5);

        Assert.Equal(0.1, _health.ShareAt(5), 6);
        Assert.Equal(0.55, _health.ShareAt(20), 6);
        Assert.Equal(1, _health.ShareAt(35), 6);
    }

    [Fact]
    public void Probes_FailedInARow_Eject()
    {
        _health.OnProbe(ProbeResult.Good, 0);
        _health.OnProbe(ProbeResult.Failed, 1);
        _health.OnProbe(ProbeResult.Failed, 2);
        Assert.Equal(HealthState.Healthy, StateAt(2).State);
        _health.OnProbe(ProbeResult.Failed, 3);

        Assert.Equal((HealthState.Ejected, HealthReason.ProbeFailed), StateAt(3));
    }

    [Fact]
    public void Probe_FailsWhereConnectionsDo_EjectsAtOnce()
    {
        _health.OnProbe(ProbeResult.Good, 0);
        Fail(HealthReason.Unreachable, 1);
        _health.OnProbe(ProbeResult.Failed, 1.1);

        Assert.Equal((HealthState.Ejected, HealthReason.ProbeFailed), StateAt(1.1));
    }

    [Fact]
    public void Start_Loading_IsNotChosenUntilItServes()
    {
        _health.OnProbe(ProbeResult.Loading, 0);
        Assert.Equal((HealthState.Starting, HealthReason.Loading), StateAt(0));
        Assert.Equal(Standing.LastResort, _health.Read(0).Standing);
        _health.OnProbe(ProbeResult.Good, 20);

        Assert.Equal((HealthState.Healthy, HealthReason.Serving), StateAt(20));
    }

    [Theory]
    [InlineData(ProbeResult.Loading)]
    [InlineData(ProbeResult.Failed)]
    public void Start_LoadingOrAbsent_DoesNotRiseByFailing(ProbeResult probe)
    {
        _health.OnProbe(probe, 0);
        Fail(HealthReason.ServerError, 1);
        Assert.Equal(Standing.LastResort, _health.Read(1).Standing);
        Assert.Equal(Standing.LastResort, _health.Read(10).Standing);
        Fail(HealthReason.ServerError, 11);
        Fail(HealthReason.ServerError, 12);

        Assert.Equal(HealthState.Ejected, StateAt(12).State);
    }

    [Fact]
    public void Ejection_ForCutAnswers_IsNotEndedByAGoodProbe()
    {
        for (var i = 0; i < 3; i++)
            Fail(HealthReason.Cut, 0);
        _health.OnProbe(ProbeResult.Good, 1);

        Assert.Equal((HealthState.Ejected, HealthReason.Cut), StateAt(1));
    }

    [Fact]
    public void Ejection_ForCutAnswersOfOneThatDied_EndsWithTheProbeOfItsSuccessor()
    {
        for (var i = 0; i < 3; i++)
            Fail(HealthReason.Cut, 0);
        _health.OnProbe(ProbeResult.Absent, 1);
        Assert.Equal((HealthState.Ejected, HealthReason.ProbeFailed), StateAt(1));
        Assert.Equal(5, _health.Read(1).DeadlineSeconds);
        _health.OnProbe(ProbeResult.Good, 2);

        Assert.Equal(HealthState.Recovering, StateAt(2).State);
    }

    [Fact]
    public void Ejection_ForCutAnswersOfOneThatMissesAProbe_IsAsItWas()
    {
        for (var i = 0; i < 3; i++)
            Fail(HealthReason.Cut, 0);
        _health.OnProbe(ProbeResult.Failed, 1);
        _health.OnProbe(ProbeResult.Good, 2);

        Assert.Equal((HealthState.Ejected, HealthReason.Cut), StateAt(2));
    }

    [Fact]
    public void Ejection_GoodProbesAskedFor_CountsThoseAfterItOnly()
    {
        var health = new BackendHealth(HealthSettings.Default with { GoodProbes = 3 });
        for (var probe = 0; probe < 10; probe++)
            health.OnProbe(ProbeResult.Good, probe);
        for (var i = 0; i < 3; i++)
            health.OnOutcome(Verdict.Failure, HealthReason.Unreachable, 10, 10);

        health.OnProbe(ProbeResult.Good, 11);
        health.OnProbe(ProbeResult.Good, 12);
        Assert.Equal(HealthState.Ejected, health.Read(12).State);
        health.OnProbe(ProbeResult.Good, 13);
        Assert.Equal(HealthState.Recovering, health.Read(13).State);
    }

    [Fact]
    public void Ejection_HealthyForLongWithHiccups_IsAsShortAsTheFirst()
    {
        Eject(0);
        Succeed(5);
        for (var hiccup = 40; hiccup < 400; hiccup += 40)
        {
            Fail(HealthReason.ServerError, hiccup);
            Succeed(hiccup + 0.5);
        }

        Eject(400);

        Assert.Equal(405, _health.Read(400).DeadlineSeconds);
    }

    [Fact]
    public void Enable_OneThatHasServed_RecoversAndIsNotLoweredByAProbe()
    {
        _health.OnProbe(ProbeResult.Good, 0);
        _health.Drain(1);
        _health.OnIdle(1);
        _health.Enable(2);
        Assert.Equal((HealthState.Recovering, HealthReason.Operator), StateAt(2));
        var share = _health.ShareAt(10);
        _health.OnProbe(ProbeResult.Good, 10);

        Assert.Equal(share, _health.ShareAt(10));
    }

    [Fact]
    public void Restart_LoadingAfterHavingServed_ComesBackByARisingShare()
    {
        _health.OnProbe(ProbeResult.Good, 0);
        _health.OnProbe(ProbeResult.Loading, 10);
        _health.OnProbe(ProbeResult.Good, 20);

        Assert.Equal((HealthState.Recovering, HealthReason.Serving), StateAt(20));
    }

    [Theory]
    [InlineData(ProbeResult.Good)]
    [InlineData(ProbeResult.Loading)]
    [InlineData(ProbeResult.Failed)]
    [InlineData(ProbeResult.Absent)]
    public void OperatorsWish_NoProbeOrOutcome_OverridesIt(ProbeResult probe)
    {
        _health.Disable(0);
        for (var i = 0; i < 10; i++)
        {
            _health.OnProbe(probe, i);
            Fail(HealthReason.Cut, i);
            Succeed(i);
        }

        Assert.Equal((HealthState.Disabled, HealthReason.Operator), StateAt(1000));
        Assert.Equal(Standing.None, _health.Read(1000).Standing);
    }

    [Fact]
    public void Transitions_Many_KeepsTheLast()
    {
        for (var i = 0; i < 100; i++)
        {
            Fail(HealthReason.Lost, i * 100);
            Succeed(i * 100 + 0.5);
        }

        Assert.Equal(16, _health.Transitions.Count);
        Assert.Equal(9900.5, _health.Transitions[^1].AtSeconds);
    }

    [Fact]
    public void Changed_EveryTransition_IsToldOnce()
    {
        var told = new List<HealthTransition>();
        _health.Changed += told.Add;
        Eject(0);
        _health.Read(5);
        _health.Read(5);

        Assert.Equal(_health.Transitions, told);
    }

    private (HealthState State, HealthReason Reason) StateAt(double seconds) =>
        (_health.Read(seconds).State, _health.Read(seconds).Reason);

    private void Eject(double seconds)
    {
        for (var i = 0; i < 3; i++)
            Fail(HealthReason.ServerError, seconds);
    }

    private void Fail(HealthReason reason, double seconds) =>
        _health.OnOutcome(Verdict.Failure, reason, seconds, seconds);

    private void Succeed(double seconds) =>
        _health.OnOutcome(Verdict.Success, HealthReason.Serving, seconds, seconds);
}
