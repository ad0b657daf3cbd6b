using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>Most points for a short queue, a free KV cache and a cached prefix, as engines last said.</summary>
/// <remarks>
/// <para>
/// <c>2·(max − q)/(max − min) + 2·(1 − KV use) + 3·cached/p</c>: q the requests that wait in the engine / weight, 1 for
/// all when the queues are equal. The default scorers and their weights of the Gateway API Inference Extension
/// (<c>config/charts/inferencepool</c>), on which llm-d builds.
/// </para>
/// <para>
/// Queue and KV use are what the engine's metrics last said, however old; an engine that says nothing has 0 of both, as
/// there. Until the next reading the same engine stays the best, and a burst falls on it. And between queues of 0 and 1
/// lies the whole scale of the first scorer, while a thousand cached tokens of a long prompt are next to nothing.
/// </para>
/// </remarks>
public sealed class LlmDDefaultPolicy : LeastLoadedPolicy
{
    private const double QueueWeight = 2;
    private const double KvWeight = 2;
    private const double PrefixWeight = 3;

    private double _shortest;
    private double _longest;

    /// <inheritdoc/>
    public override string Name => "llm-d-default";

    /// <inheritdoc/>
    protected override void Survey(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        (_shortest, _longest) = (double.PositiveInfinity, 0);
        foreach (ref readonly var candidate in candidates)
        {
            var queue = Queue(candidate);
            (_shortest, _longest) = (Math.Min(_shortest, queue), Math.Max(_longest, queue));
        }
    }

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work)
    {
        var queueScore = _longest > _shortest ? (_longest - Queue(candidate)) / (_longest - _shortest) : 1;
        var kvScore = 1 - (candidate.Engine?.KvUse ?? 0);
        var prefixScore = candidate.CachedShareOf(work);
        return new BackendLoad(-(QueueWeight * queueScore + KvWeight * kvScore + PrefixWeight * prefixScore));
    }

    private static double Queue(in Candidate candidate) => (candidate.Engine?.Waiting ?? 0) / candidate.Weight;
}
