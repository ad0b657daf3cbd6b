using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>Least time that this request takes and costs others, where its first token comes soon.</summary>
/// <remarks>
/// <para>
/// TTFT̂ = ½τ + τ·⌈(PQ + p′)/(B − D)⌉ + b·(PQ + p′) + e·p′·(p − p′/2), where PQ is without what is believed done of the
/// prompt at work, and τ = a + c·D + d·K. The fence: TTFT̂ ≤ 1.25·least + 200 ms. Within it the least of
/// TTFT̂ + ô·(a + c + d·(p + ô/2)) + Σ m·(c + d·(ctx + m/2)), what this request will feel, and a quarter of
/// Σ m·(c + d·(p + m/2)) + D̄·(b·p′ + e·p′·(p − p′/2)), what the others will. m is how long an answer in flight and
/// this one last together. Ties by requests in flight / weight.
/// </para>
/// <para>
/// D̄ is the mean of the streams over the backends of one class, not the backend's own: with that, those with large
/// batches get no prompts, their batches grow, and the fleet falls apart into engines that prefill and engines that
/// decode. The fence bounds what a request may lose for the good of the others. Good where engines differ in speed;
/// near saturation with caches that are too small, a fence that wide costs first tokens.
/// </para>
/// </remarks>
public sealed class FencedMarginalCostPolicy : LeastLoadedPolicy
{
    private const double FenceFactor = 1.25;
    private const double FenceMilliseconds = 200;

    /// <summary>x: what the others feel counts this much of what the request itself does.</summary>
    private const double ShareOfOthers = 0.25;

    /// <summary>A prompt is not done before its first content has come, however long it has been at work.</summary>
    private const double MostDone = 0.95;

    private readonly ClassMeans _streams = new();
    private readonly SlotTable<(double FirstTokenMilliseconds, int Class)> _surveyed = new();
    private double _latestMilliseconds;

    /// <inheritdoc/>
    public override string Name => "fenced-marginal-cost";

    /// <inheritdoc/>
    protected override void Survey(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        _streams.Clear();
        var least = double.PositiveInfinity;
        foreach (ref readonly var candidate in candidates)
        {
            var pace = new BackendPace(candidate);
            var firstToken = FirstTokenMilliseconds(candidate, pace, work);
            _surveyed[candidate.Slot] = (firstToken, _streams.Add(pace.Class, candidate.InFlight.DecodingRequests));
            least = Math.Min(least, firstToken);
        }

        _latestMilliseconds = FenceFactor * least + FenceMilliseconds;
    }

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work)
    {
        var (firstToken, place) = _surveyed[candidate.Slot];
        if (firstToken > _latestMilliseconds)
            return BackendLoad.Excluded;
        var pace = new BackendPace(candidate);
        var both = candidate.Streams?.OverlapWith(work.EstimatedOutputTokens) ?? default;
        var own = firstToken + pace.AnswerMilliseconds(work)
            + pace.DecodeMilliseconds(both.Tokens, both.ContextTokens);
        var others = pace.DecodeMilliseconds(both.Tokens, work.PromptTokens * both.Tokens + both.HalfSquares)
            + _streams.Of(place) * pace.PrefillMilliseconds(candidate.PrefillOf(work));
        return new BackendLoad(own + ShareOfOthers * others, candidate.InFlight.Requests / candidate.Weight);
    }

    private static double FirstTokenMilliseconds(in Candidate candidate, BackendPace pace, in WorkEstimate work)
    {
        var prompt = candidate.PrefillOf(work);
        var iteration = pace.IterationMilliseconds(candidate);
        var roomTokens = pace.PrefillRoomTokens(candidate.InFlight.DecodingRequests);
        var tokenMilliseconds = pace.PromptMilliseconds(1) + iteration / roomTokens;
        var doneTokens = Math.Min(
            MostDone * candidate.Head.Work.Tokens, candidate.Head.ElapsedSeconds * 1000 / tokenMilliseconds);
        var tokens = Math.Max(0, candidate.InFlight.PrefillTokens - doneTokens) + prompt.Tokens;
        return iteration / 2 + iteration * Math.Ceiling(tokens / roomTokens) + pace.PromptMilliseconds(tokens)
            + pace.PrefillMilliseconds(prompt with { Tokens = 0 });
    }
}
