using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Forwarding;

public sealed class TryDeadlineTests : IDisposable
{
    private readonly HandDrivenTime _time = new();
    private readonly CancellationTokenSource _shutdown = new();

    public void Dispose()
    {
        ((IDisposable)_time).Dispose();
        _shutdown.Dispose();
    }

    [Fact]
    public void Deadline_NoContentInTime_StopsForTheFirstToken()
    {
        using var deadline = Create(firstContent: 120, end: 1800);
        Assert.Equal(TimeSpan.FromSeconds(120), _time.Due);

        _time.Fire();

        Assert.Equal((true, StopReason.FirstToken), (deadline.Token.IsCancellationRequested, deadline.Reason));
    }

    [Fact]
    public void Deadline_ContentCame_WaitsForTheEndOfTheWholeRequest()
    {
        using var deadline = Create(firstContent: 120, end: 1800);
        _time.Now = TimeSpan.FromSeconds(100);
        deadline.OnFirstContent();
        Assert.Equal(TimeSpan.FromSeconds(1700), _time.Due);

        _time.Now = TimeSpan.FromSeconds(1800);
        _time.Fire();

        Assert.Equal(StopReason.Total, deadline.Reason);
    }

    [Fact]
    public void Deadline_FirstTokenCallbackIsLate_DoesNotEndAStreamThatFlows()
    {
        using var deadline = Create(firstContent: 120, end: 1800);
        _time.Now = TimeSpan.FromSeconds(120);
        deadline.OnFirstContent();

        _time.Fire();

        Assert.Equal((false, StopReason.None), (deadline.Token.IsCancellationRequested, deadline.Reason));
        Assert.Equal(TimeSpan.FromSeconds(1680), _time.Due);
    }

    [Fact]
    public void Deadline_SilenceAfterTokens_StopsForTheNextToken()
    {
        using var deadline = Create(firstContent: 120, end: 1800, silence: TimeSpan.FromSeconds(30));
        _time.Now = TimeSpan.FromSeconds(10);
        deadline.OnFirstContent();
        Assert.Equal(TimeSpan.FromSeconds(30), _time.Due);
        _time.Now = TimeSpan.FromSeconds(25);
        deadline.OnSignOfLife();

        _time.Now = TimeSpan.FromSeconds(40);
        _time.Fire();
        Assert.Equal((StopReason.None, TimeSpan.FromSeconds(15)), (deadline.Reason, _time.Due));
        _time.Now = TimeSpan.FromSeconds(55);
        _time.Fire();

        Assert.Equal((true, StopReason.NextToken), (deadline.Token.IsCancellationRequested, deadline.Reason));
    }

    [Fact]
    public void Deadline_ClientDoesNotRead_BlamesNoSilenceOnTheBackend()
    {
        using var deadline = Create(firstContent: 120, end: 1800, silence: TimeSpan.FromSeconds(30));
        deadline.OnFirstContent();
        deadline.OnClientBehind();
        for (var second = 30; second <= 300; second += 30)
        {
            _time.Now = TimeSpan.FromSeconds(second);
            _time.Fire();
            Assert.Equal((StopReason.None, TimeSpan.FromSeconds(30)), (deadline.Reason, _time.Due));
        }

        _time.Now = TimeSpan.FromSeconds(310);
        deadline.OnClientCaughtUp();
        _time.Now = TimeSpan.FromSeconds(330);
        _time.Fire();
        Assert.Equal((StopReason.None, TimeSpan.FromSeconds(10)), (deadline.Reason, _time.Due));
        _time.Now = TimeSpan.FromSeconds(340);
        _time.Fire();
        Assert.Equal(StopReason.NextToken, deadline.Reason);
    }

    [Fact]
    public void Deadline_ClientNeverReads_StopsForTheTotal()
    {
        using var deadline = Create(firstContent: 120, end: 1800, silence: TimeSpan.FromSeconds(30));
        deadline.OnFirstContent();
        deadline.OnClientBehind();
        _time.Now = TimeSpan.FromSeconds(1800);
        _time.Fire();

        Assert.Equal(StopReason.Total, deadline.Reason);
    }

    [Fact]
    public void Deadline_TokensKeepComing_StopsForTheTotalOnly()
    {
        using var deadline = Create(firstContent: 120, end: 100, silence: TimeSpan.FromSeconds(30));
        deadline.OnFirstContent();
        for (var second = 1; second <= 100; second++)
        {
            _time.Now = TimeSpan.FromSeconds(second);
            deadline.OnSignOfLife();
            if (second % 30 == 0)
                _time.Fire();
        }

        Assert.Equal((StopReason.None, TimeSpan.FromSeconds(10)), (deadline.Reason, _time.Due));
        _time.Fire();
        Assert.Equal(StopReason.Total, deadline.Reason);
    }

    [Fact]
    public void Deadline_LessTimeLeftThanForTheFirstToken_StopsForTheTotal()
    {
        using var deadline = Create(firstContent: 120, end: 10);
        _time.Now = TimeSpan.FromSeconds(10);
        _time.Fire();

        Assert.Equal(StopReason.Total, deadline.Reason);
    }

    [Fact]
    public void Deadline_ShutdownFirst_KeepsItsReason()
    {
        using var deadline = Create(firstContent: 120, end: 1800);
        _shutdown.Cancel();
        _time.Fire();

        Assert.Equal((true, StopReason.Shutdown), (deadline.Token.IsCancellationRequested, deadline.Reason));
    }

    private TryDeadline Create(int firstContent, int end, TimeSpan? silence = null) =>
        new(_time, TimeSpan.FromSeconds(firstContent), silence, TimeSpan.FromSeconds(end), _shutdown.Token);
}
