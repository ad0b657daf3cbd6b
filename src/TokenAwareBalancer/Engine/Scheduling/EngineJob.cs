using System.Threading.Channels;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>A request in an engine with its handler waiting at the other end.</summary>
internal sealed class EngineJob : ScheduledRequest
{
    private readonly TaskCompletionSource<bool> _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The loop must never run a handler's code: asynchronous continuations. One loop writes, one handler reads.
    private readonly Channel<int> _ordinals = Channel.CreateUnbounded<int>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    public EngineJob(int promptTokens, IReadOnlyList<int> choiceTokens, long receivedTimestamp)
        : base(promptTokens, choiceTokens) => ReceivedTimestamp = receivedTimestamp;

    public long ReceivedTimestamp { get; }

    /// <summary>Whether the scheduler took it; false when the queue was full.</summary>
    public Task<bool> Accepted => _accepted.Task;

    /// <summary>The ordinals of tokens as they are computed; ends after the last, or early when withdrawn.</summary>
    public ChannelReader<int> Ordinals => _ordinals.Reader;

    public void Accept(bool isAccepted) => _accepted.TrySetResult(isAccepted);

    public void Deliver(int ordinal)
    {
        _ordinals.Writer.TryWrite(ordinal);
        if (ordinal == OutputTokens)
            _ordinals.Writer.TryComplete();
    }

    /// <summary>Ends the wait of whoever reads.</summary>
    public void Abandon()
    {
        _accepted.TrySetResult(true);
        _ordinals.Writer.TryComplete();
    }
}
