using TokenAwareBalancer.Choosing;

namespace TokenAwareBalancer.Estimating;

/// <summary>When the first token of a request would come from a backend.</summary>
/// <remarks>
/// <para>
/// An engine that batches: <c>wait + max(w + τ, τ·ceil((PQ + p′) / (B − D)) + W + w)</c>. The wait is for the iteration
/// at hand to end, or for the request to get there. PQ are the prompt tokens before it that are left by then, W the
/// milliseconds that they take, w those of its own p′; τ is an iteration of the streams alone, B − D what they leave of
/// the token budget. First come, first served; the streams stay as they are meanwhile.
/// </para>
/// <para>
/// An engine with k places at which each request goes alone: <c>w</c> with a place free, else all that is ahead over k.
/// </para>
/// </remarks>
public static class FirstTokenEstimator
{
    private const long LeastRoomTokens = 64;

    /// <returns>Milliseconds from now.</returns>
    public static double EstimateFirstTokenMs(in Candidate candidate, in WorkEstimate work)
    {
        var speed = candidate.Speed ?? EngineSpeed.Prior;
        var own = candidate.PrefillOf(work);
        return speed.SharesIterations
            ? InIterations(candidate, speed, own)
            : AtPlaces(candidate, speed, own);
    }

    private static double InIterations(in Candidate candidate, EngineSpeed speed, PrefillWork own)
    {
        var inFlight = candidate.InFlight;
        var streams = Math.Max(0, inFlight.DecodingRequests);
        var tau = speed.StreamsMilliseconds(streams, Math.Max(0, inFlight.KvTokens - inFlight.PrefillTokens));
        var ahead = candidate.Prefill.AfterIteration;
        var room = Math.Max(LeastRoomTokens, speed.TokenBudget - streams);
        var ownMilliseconds = speed.PrefillMilliseconds(own);
        var iterations = Math.Max(1, Math.Ceiling((double)(ahead.Tokens + own.Tokens) / room));
        var prompts = (tau * iterations) + speed.PrefillMilliseconds(ahead) + ownMilliseconds;
        return Wait(candidate, speed, tau) + Math.Max(ownMilliseconds + tau, prompts);
    }

    /// <summary>What arrives after the iteration at hand has ended finds another one at work, on average half done.</summary>
    private static double Wait(in Candidate candidate, EngineSpeed speed, double tau)
    {
        var left = candidate.Prefill.IterationLeftMilliseconds;
        if (left <= 0)
            return speed.OverheadMilliseconds;
        return speed.OverheadMilliseconds <= left ? left : speed.OverheadMilliseconds + (tau / 2);
    }

    private static double AtPlaces(in Candidate candidate, EngineSpeed speed, PrefillWork own)
    {
        var inFlight = candidate.InFlight;
        var places = candidate.MaxConcurrency ?? speed.Places;
        var alone = speed.OverheadMilliseconds + speed.PrefillMilliseconds(own);
        if (inFlight.Requests < places)
            return alone;
        var ahead = speed.PrefillMilliseconds(candidate.Prefill.Remaining)
            + (inFlight.DecodeTokens * speed.StreamsMilliseconds(1, inFlight.KvTokens / Math.Max(1, inFlight.Requests)));
        return alone + (ahead / places);
    }
}
