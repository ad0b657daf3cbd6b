using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>Least work left with this request added, in engine time: prompts to compute and answers to come.</summary>
/// <remarks>
/// <para>
/// <c>b·(PQ + p′) + e·(pairs of both) + Σ rem̂·(c + d·ctx)</c> over the streams in flight and this answer, ties by
/// requests in flight / weight. What each token adds to an iteration is counted, what an iteration takes at all is not:
/// it is shared by the batch. rem̂ is what is expected to be left of an answer.
/// </para>
/// <para>
/// The textbook's rule of least work left, which is right where jobs are served one after another. A batch is served
/// all at once, so work that is spread over the next minute delays nobody now: first tokens come a little later than under
/// <see cref="PendingPrefillPolicy"/>, whole answers no sooner on equal engines. On unequal ones it sees that some are
/// faster.
/// </para>
/// </remarks>
public sealed class WorkLeftPolicy : LeastLoadedPolicy
{
    /// <inheritdoc/>
    public override string Name => "work-left";

    /// <inheritdoc/>
    protected override BackendLoad Measure(in Candidate candidate, in WorkEstimate work)
    {
        var pace = new BackendPace(candidate);
        var streams = candidate.Streams?.OverlapWith(double.PositiveInfinity) ?? default;
        return new BackendLoad(
            pace.PrefillMilliseconds(candidate.InFlight.Prefill + candidate.PrefillOf(work))
            + pace.DecodeMilliseconds(
                streams.Tokens + work.EstimatedOutputTokens,
                streams.ContextTokens + BackendPace.AnswerContextTokens(work)),
            candidate.InFlight.Requests / candidate.Weight);
    }
}
