using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Forwarding;

/// <summary>What a try leaves behind.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Failure">What to tell the client; null when its answer is complete, or it is gone.</param>
/// <param name="MayTryAnother">Whether another backend may be sent the request.</param>
/// <param name="WasUnobserved">Whether observing failed by a defect, and the answer went on without.</param>
internal readonly record struct TryEnd(Outcome Outcome, Failure? Failure, bool MayTryAnother, bool WasUnobserved)
{
    /// <summary>Tokens that came when nobody was there to take them.</summary>
    public long WastedTokens { get; init; }
}
