namespace TokenAwareBalancer.Engine.Scheduling;

/// <summary>What work costs, in modelled time before <c>--speed</c> divides it.</summary>
/// <param name="PrefillMillisecondsPerToken">What each prompt token adds.</param>
/// <param name="DecodeMillisecondsPerToken">
/// Batching: the base of every iteration, since the weights are read once in each. Serial: of each token after the
/// first.
/// </param>
/// <param name="DecodeMillisecondsPerStream">What each decoding stream adds to an iteration; batching only.</param>
/// <param name="Jitter">Each duration is multiplied by a uniform draw from 1 ± this.</param>
internal sealed record EngineTiming(
    double PrefillMillisecondsPerToken,
    double DecodeMillisecondsPerToken,
    double DecodeMillisecondsPerStream,
    double Jitter);
