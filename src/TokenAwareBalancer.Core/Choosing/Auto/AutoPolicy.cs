using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing.Auto;

/// <summary>One cost for every fleet: how long a request and its answer will take, and what others lose by it.</summary>
/// <remarks>
/// <para>In milliseconds, of everything that is known of a backend, learned or seen:</para>
/// <code>
/// first  = F + F² / 2S                                       F: its first token; S: what is usual where it comes first
/// prompt = b·p′ + e·p′·(p − p′/2) + overflow
/// answer = (ô·(a + c + d·(p + ô/2)) + Σ m·(c + d·(ctx + m/2))) / (1 − U)
/// others = 4 · mean of the class (Σ m·(c + d·(p + m/2))) / (1 − U)
/// cost   = κ · (first + overflow + Q̄·prompt / (1 − U)) + answer + others + D*·prompt
/// </code>
/// <para>
/// m is how long an answer in flight and this one last together; U the part of the time that engines of the class spend
/// on prompts; Q̄ the mean of those that wait there; D* three quarters the class's mean of streams and one quarter the
/// backend's own; overflow what would be thrown out of a full KV cache, to be computed again. κ = 1 + 3·√(E/T), of the
/// whole time and the time to first token that recent requests would have had alone: a second of waiting for the first
/// token counts as much more as first tokens are rarer.
/// </para>
/// <para>
/// Means of the class instead of a backend's own: the cost of disturbing a batch is real, but whoever goes by it alone
/// drives those with large batches and those with long prompts apart, until few engines compute all prompts, and the
/// slowest answers pay. The square: the last of a queue pays for what is saved on average, and without it long prompts
/// go to slow engines so often that they are the 99th percentile. S is predicted, not measured, so that nothing feeds
/// on itself. Where nothing is known of speeds, all are <see cref="EngineSpeed.Prior"/> times their weight.
/// </para>
/// </remarks>
public sealed class AutoPolicy : LeastLoadedPolicy
{
    /// <summary>A batch slows down by more than what its streams themselves take: others wait for those in turn.</summary>
    private const double OthersFactor = 4;

    private const double ShareOfClass = 0.75;

    private readonly ClassLoads _classes = new();
    private readonly RecentRequests _recent = new();
    private readonly SlotTable<Look> _looks = new();
    private double _firstTokenFactor;

    /// <inheritdoc/>
    public override string Name => "auto";

    /// <inheritdoc/>
    protected override void Survey(ReadOnlySpan<Candidate> candidates, in WorkEstimate work, double nowSeconds)
    {
        _classes.Begin(nowSeconds);
        var (firstAlone, wholeAlone, least) = (0.0, 0.0, double.PositiveInfinity);
        foreach (ref readonly var candidate in candidates)
        {
            var pace = new BackendPace(candidate);
            var load = _classes.Find(pace.Class);
            var both = pace.SharesIterations && candidate.Streams is { } streams
                ? streams.OverlapWith(work.EstimatedOutputTokens)
                : default;
            load.Add(candidate, both);
            var first = pace.FirstTokenMilliseconds(candidate, work);
            _looks[candidate.Slot] = new Look(first, both, load);
            least = Math.Min(least, first);
            var alone = pace.PromptAloneMilliseconds(candidate.PrefillOf(work));
            firstAlone += alone;
            wholeAlone += alone + pace.AnswerMilliseconds(work);
        }

        _recent.Observe(firstAlone / candidates.Length, wholeAlone / candidates.Length, least);
        _firstTokenFactor = _recent.FirstTokenFactor;
    }

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work) =>
        new(CostOf(candidate, work).Milliseconds, candidate.InFlight.Requests / candidate.Weight);

    /// <inheritdoc/>
    protected override void OnChosen(in Candidate chosen, in WorkEstimate work, double nowSeconds) =>
        _looks[chosen.Slot].Load.Dispatch(new BackendPace(chosen).PrefillMilliseconds(chosen.PrefillOf(work)));

    private AutoCost CostOf(in Candidate candidate, in WorkEstimate work)
    {
        var pace = new BackendPace(candidate);
        var (first, both, load) = _looks[candidate.Slot];
        var stretch = 1 / (1 - load.PrefillShare);
        var overflow = OverflowMilliseconds(candidate, pace, work);
        var prompt = pace.PrefillMilliseconds(candidate.PrefillOf(work)) + overflow;
        var common = load.MeanOverlap;
        var streams = pace.SharesIterations
            ? (ShareOfClass * load.MeanStreams) + ((1 - ShareOfClass) * candidate.InFlight.DecodingRequests)
            : 0;
        return new AutoCost(
            _firstTokenFactor * (first + (first * first / (2 * _recent.UsualFirstTokenMilliseconds)) + overflow
                + (load.UsualPending * prompt * stretch)),
            (pace.AnswerMilliseconds(work) + pace.DecodeMilliseconds(both.Tokens, both.ContextTokens)) * stretch,
            OthersFactor * stretch
                * pace.DecodeMilliseconds(common.Tokens, (common.Tokens * work.PromptTokens) + common.HalfSquares),
            streams * prompt);
    }

    /// <summary>What would have to be computed again, if all that is expected came to be in its KV cache.</summary>
    private static double OverflowMilliseconds(in Candidate candidate, BackendPace pace, in WorkEstimate work) =>
        candidate.KvCapacityTokens is { } capacityTokens
            ? pace.PromptMilliseconds(Math.Max(
                0, KvGuard.EstimateNeedTokens(candidate.InFlight, work, candidate.CachedTokens) - capacityTokens))
            : 0;

    private readonly record struct Look(double FirstTokenMilliseconds, StreamOverlap Both, ClassLoad Load);
}
