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

    /// <summary>Prompt tokens that an iteration has room for beside some streams; at least 64.</summary>
    public long PrefillRoomTokens(long streams) => Math.Max(64, _speed.TokenBudget - streams);

    /// <summary>An iteration in which only streams have a part: τ.</summary>
    public double IterationMilliseconds(in Candidate candidate) => _scale * (_speed.Costs.BaseMilliseconds
        + _speed.Costs.DecodeMilliseconds(
            candidate.InFlight.DecodingRequests,
            Math.Max(0, candidate.InFlight.KvTokens - candidate.InFlight.PrefillTokens)));

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
