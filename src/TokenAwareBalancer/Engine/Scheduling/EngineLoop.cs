using System.Threading.Channels;

namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>Drives a scheduler in real time, and hands its tokens to the handlers.</summary>
/// <remarks>
/// All access to the scheduler is through one inbox read by one task. The timer posts to the same inbox, is armed only
/// while something is due, and so an idle engine costs nothing. Timers are good to a millisecond or two: the scheduler
/// is told the time that it is, does all that was due, and counts on from when it was due.
/// </remarks>
internal sealed class EngineLoop : IAsyncDisposable
{
    private readonly Channel<Message> _inbox =
        Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });

    private readonly List<ScheduledToken> _tokens = [];
    private readonly IEngineScheduler _scheduler;
    private readonly EngineCounters _counters;
    private readonly double _speed;
    private readonly TimeProvider _timeProvider;
    private readonly long _startTimestamp;
    private readonly ITimer _timer;
    private readonly Task _running;

    public EngineLoop(IEngineScheduler scheduler, EngineCounters counters, double speed, TimeProvider timeProvider)
    {
        _scheduler = scheduler;
        _counters = counters;
        _speed = speed;
        _timeProvider = timeProvider;
        _startTimestamp = timeProvider.GetTimestamp();
        _timer = timeProvider.CreateTimer(
            static inbox => ((ChannelWriter<Message>)inbox!).TryWrite(new Message(MessageKind.Due, null)),
            _inbox.Writer,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        _running = RunAsync();
    }

    private enum MessageKind
    {
        Due,
        Submit,
        ClientLeft,
        Withdraw,
    }

    public void Submit(EngineJob job) => Post(MessageKind.Submit, job);

    /// <summary>Takes out a job whose client went away, which is counted if the job was not done.</summary>
    public void ClientLeft(EngineJob job) => Post(MessageKind.ClientLeft, job);

    /// <summary>Takes out a job that the engine itself gives up.</summary>
    public void Withdraw(EngineJob job) => Post(MessageKind.Withdraw, job);

    public async ValueTask DisposeAsync()
    {
        _inbox.Writer.TryComplete();
        await _running;
        await _timer.DisposeAsync();
    }

    private void Post(MessageKind kind, EngineJob job)
    {
        if (!_inbox.Writer.TryWrite(new Message(kind, job)))
            job.Abandon();
    }

    private async Task RunAsync()
    {
        while (await _inbox.Reader.WaitToReadAsync())
        {
            // What was due before the messages came is done first, so that they cannot join work begun earlier.
            Advance();
            while (_inbox.Reader.TryRead(out var message))
                Take(message);
            Advance();
            Publish();
            Arm();
        }
    }

    private void Take(Message message)
    {
        switch (message)
        {
            case { Kind: MessageKind.Submit, Job: { } job }:
                Accept(job);
                break;
            case { Kind: MessageKind.ClientLeft, Job: { } job }:
                if (Remove(job))
                    _counters.Cancelled(job.ReceivedTimestamp, job.GeneratedPerChoice);
                job.Abandon();
                break;
            case { Kind: MessageKind.Withdraw, Job: { } job }:
                Remove(job);
                job.Abandon();
                break;
        }
    }

    private void Accept(EngineJob job)
    {
        var isAccepted = _scheduler.TryAdd(job);
        Publish();
        job.Accept(isAccepted);
    }

    private bool Remove(EngineJob job)
    {
        var isRemoved = _scheduler.Remove(job);
        Publish();
        return isRemoved;
    }

    private void Advance()
    {
        var elapsed = _timeProvider.GetElapsedTime(_startTimestamp);
        _scheduler.Advance(elapsed * _speed, _tokens);
        if (_tokens.Count == 0)
            return;
        // Counters first: whoever has read an answer to its end finds it counted.
        Publish();
        foreach (var token in _tokens)
            _counters.Generated(token, ((EngineJob)token.Request).ReceivedTimestamp);
        foreach (var token in _tokens)
            ((EngineJob)token.Request).Deliver(token);
        _tokens.Clear();
    }

    private void Publish() =>
        _counters.Publish(_scheduler.RunningRequests, _scheduler.WaitingRequests, _scheduler.KvTokens);

    private void Arm()
    {
        if (_scheduler.NextDue is not { } due)
            return;
        var left = due / _speed - _timeProvider.GetElapsedTime(_startTimestamp);
        // Timers cut fractions of a millisecond off and would fire early, again and again: round up.
        var milliseconds = Math.Clamp(Math.Ceiling(left.TotalMilliseconds), 0, uint.MaxValue - 2.0);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private readonly record struct Message(MessageKind Kind, EngineJob? Job);
}
