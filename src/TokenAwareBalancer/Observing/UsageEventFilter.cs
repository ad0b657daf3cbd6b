using System.Buffers;

namespace TokenAwareBalancer.Observing;

/// <summary>
/// Removes from an event stream the one event that the balancer itself asked for with
/// <c>stream_options.include_usage</c>: <c>usage</c> set, <c>choices</c> empty. Every other byte stays as it is.
/// </summary>
/// <remarks>
/// Whether an event goes is known when it is whole, so that in this mode alone an event cut by the network is held
/// until its rest comes. Usage in an event with choices stays: some engines put it beside content.
/// </remarks>
internal sealed class UsageEventFilter
{
    // Not from the pool: when an answer is aborted, a write of it may still be under way.
    private readonly ArrayBufferWriter<byte> _passed = new();
    private bool _hasRemovedLast;

    /// <summary>What stays of the pieces since <see cref="Begin"/>. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Passed => _passed.WrittenMemory;

    public void Begin() => _passed.ResetWrittenCount();

    public void Accept(EventPiece kind, ReadOnlySpan<byte> piece, bool isUsageOnly)
    {
        if (kind != EventPiece.LateLineFeed)
            _hasRemovedLast = isUsageOnly;
        if (!_hasRemovedLast)
            _passed.Write(piece);
    }
}
