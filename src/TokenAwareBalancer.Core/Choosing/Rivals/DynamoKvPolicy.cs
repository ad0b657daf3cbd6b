using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>Fewest KV blocks: of prompts still to be computed, plus of all in flight, with this one.</summary>
/// <remarks>
/// <para>
/// <c>(PQ + P) / 16 / weight + (p′ + p) / 16</c>: P is the sum of the prompts in flight, computed or not, and 16 the
/// tokens of a block. NVIDIA Dynamo's KV router (<c>lib/kv-router/src/scheduling</c>) with its defaults: overlap credit
/// 1, prefill scale 1, temperature 0, blocks of output not tracked.
/// </para>
/// <para>
/// A prompt still to be computed counts twice, one that lies in the cache once. But its memory costs an engine about a
/// thousandth of its computation: what is resident drowns what is waiting.
/// </para>
/// </remarks>
public sealed class DynamoKvPolicy : LeastLoadedPolicy
{
    private const double BlockTokens = 16;

    /// <inheritdoc/>
    public override string Name => "dynamo-kv";

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work)
    {
        var inFlightTokens = candidate.InFlight.PrefillTokens + candidate.InFlight.PromptTokens;
        var ownTokens = candidate.PrefillOf(work).Tokens + work.PromptTokens;
        return new BackendLoad((inFlightTokens / candidate.Weight + ownTokens) / BlockTokens);
    }
}
