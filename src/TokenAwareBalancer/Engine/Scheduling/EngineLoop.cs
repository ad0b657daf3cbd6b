using System.Threading.Channels;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>Drives an engine model in real time, and hands its tokens to the handlers.</summary>
/// <remarks>
/// It is the model that the simulator runs in virtual time. All access to it is through one inbox read by one task. The
/// timer posts to the same inbox, is armed only while something is due, and so an idle engine costs nothing. Timers are
/// good to a millisecond or two: the model is told the time that it is, does all that was due, and counts on from when
/// it was due.
/// </remarks>
internal sealed class EngineLoop : IAsyncDisposable, ITokenSink
{
    private readonly Channel<Message> _inbox =
        Channel.CreateUnbounded<Message>(new UnboundedChannelOptions { SingleReader = true });

    private readonly List<(EngineJob Job, int Ordinal)> _tokens = [];
    private readonly EngineModel _engine;
    private readonly int? _queueLimit;
    private readonly EngineCounters _counters;
    private readonly double _speed;
    private readonly TimeProvider _timeProvider;
    private readonly long _startTimestamp;
    private readonly ITimer _timer;
    private readonly Task _running;

    public EngineLoop(EngineModel engine, EngineOptions options, EngineCounters counters, TimeProvider timeProvider)
    {
        _engine = engine;
        _queueLimit = options.QueueLimit;
        _counters = counters;
        _speed = options.Speed;
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

    public bool WantsEachToken => true;

    void ITokenSink.OnToken(ScheduledRequest request, int ordinal, double seconds) =>
        _tokens.Add(((EngineJob)request, ordinal));

    /// <summary>Whether a job could run if the engine had nothing else; any other must not be submitted.</summary>
    public bool CanHold(EngineJob job) => _engine.CanHold(job);

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
                    _counters.Cancelled(job.ReceivedTimestamp, job.GeneratedTokens);
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
        var isAccepted = _queueLimit is not { } limit
            || _engine.RunningRequests + _engine.WaitingRequests < (long)_engine.Profile.Concurrency + limit;
        if (isAccepted)
            _engine.Add(job);
        Publish();
        job.Accept(isAccepted);
    }

    private bool Remove(EngineJob job)
    {
        var isRemoved = _engine.Remove(job);
        Publish();
        return isRemoved;
    }

    private void Advance()
    {
        var elapsed = _timeProvider.GetElapsedTime(_startTimestamp);
        _engine.Advance(elapsed.TotalSeconds * _speed, this);
        if (_tokens.Count == 0)
            return;
        // Counters first: whoever has read an answer to its end finds it counted.
        Publish();
        foreach (var (job, ordinal) in _tokens)
            _counters.Generated(job, ordinal);
        foreach (var (job, ordinal) in _tokens)
            job.Deliver(ordinal);
        _tokens.Clear();
    }

    private void Publish() =>
        _counters.Publish(_engine.RunningRequests, _engine.WaitingRequests, _engine.KvTokens);

    private void Arm()
    {
        if (_engine.NextDueSeconds is not { } dueSeconds)
            return;
        var leftSeconds = dueSeconds / _speed - _timeProvider.GetElapsedTime(_startTimestamp).TotalSeconds;
        // Timers cut fractions of a millisecond off and would fire early, again and again: round up.
        var milliseconds = Math.Clamp(Math.Ceiling(leftSeconds * 1000), 0, uint.MaxValue - 2.0);
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private readonly record struct Message(MessageKind Kind, EngineJob? Job);
}
