using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Choosing;

/// <summary>How long one candidate is believed to take for things, in milliseconds.</summary>
/// <remarks>
/// Where the speed of its class is known, the weight has no part: who is twice as fast takes half the time already.
/// Where it is not, all are as fast as <see cref="EngineSpeed.Prior"/> says, times their weight.
/// </remarks>
internal readonly struct BackendPace
{
    private readonly EngineSpeed _speed;
    private readonly double _scale;

    public BackendPace(in Candidate candidate) =>
        (_speed, _scale) = candidate.Speed is { } known ? (known, 1) : (EngineSpeed.Prior, 1 / candidate.Weight);

    public string Class => _speed.Class;

    /// <summary>Whether a prompt holds up the streams beside it, and each stream the others.</summary>
    public bool SharesIterations => _speed.SharesIterations;

    /// <summary>Prompt tokens that an iteration has room for beside some streams; at least 64.</summary>
    public long PrefillRoomTokens(long streams) => Math.Max(64, _speed.TokenBudget - streams);

    /// <summary>An iteration in which only streams have a part: τ.</summary>
    public double IterationMilliseconds(in Candidate candidate) => _scale * (_speed.Costs.BaseMilliseconds
        + _speed.Costs.DecodeMilliseconds(
            candidate.InFlight.DecodingRequests,
            Math.Max(0, candidate.InFlight.KvTokens - candidate.InFlight.PrefillTokens)));

    /// <summary>When the first token of a request would come, from now.</summary>
    public double FirstTokenMilliseconds(in Candidate candidate, in WorkEstimate work) =>
        _scale * FirstTokenEstimator.EstimateFirstTokenMs(candidate, work);

    /// <summary>A prompt that has the engine to itself: its iterations with their base.</summary>
    public double PromptAloneMilliseconds(PrefillWork work) => PrefillMilliseconds(work)
        + _scale * _speed.Costs.BaseMilliseconds * Math.Ceiling((double)work.Tokens / PrefillRoomTokens(streams: 0));

    /// <summary>Prompt tokens, without the pairs and without the base of the iterations they are in.</summary>
    public double PromptMilliseconds(double tokens) => _scale * _speed.Costs.PrefillTokenMilliseconds * tokens;

    /// <summary>Prefill with its pairs, without the base of the iterations it is in.</summary>
    public double PrefillMilliseconds(PrefillWork work) => _scale * _speed.PrefillMilliseconds(work);

    /// <summary>Tokens for streams, each reading its context, without the base of the iterations they are in.</summary>
    public double DecodeMilliseconds(double tokens, double contextTokens) => _scale
        * (_speed.Costs.StreamMilliseconds * tokens + _speed.Costs.ContextTokenMilliseconds * contextTokens);

    /// <summary>An answer alone: an iteration for each of its tokens.</summary>
    public double AnswerMilliseconds(in WorkEstimate work) =>
        _scale * _speed.Costs.BaseMilliseconds * work.EstimatedOutputTokens
        + DecodeMilliseconds(work.EstimatedOutputTokens, AnswerContextTokens(work));

    /// <summary>The context that the tokens of an answer read, all together: ô·(p + ô/2).</summary>
    public static double AnswerContextTokens(in WorkEstimate work) =>
        work.EstimatedOutputTokens * (work.PromptTokens + work.EstimatedOutputTokens / 2.0);
}
