namespace TokenAwareBalancer.Pacing;

/// <summary>What the watch of one backend has learned beside the costs.</summary>
/// <param name="Rows">Gaps and first tokens that it has learned from.</param>
/// <param name="Noise">Their relative deviation from what they should have been.</param>
/// <param name="LargestStepTokens">The most tokens that an iteration is known to take.</param>
/// <param name="MostStepTokens">More than it is known not to take.</param>
/// <param name="SharesIterations">Whether streams wait for prompts.</param>
/// <param name="MostStreams">The most that have been seen at once.</param>
/// <param name="OverheadMilliseconds">What passes around the engine's work.</param>
/// <param name="LastRowSeconds">When there last was anything to learn from.</param>
/// <param name="Changes">How often it has become another engine.</param>
internal readonly record struct PaceReading(
    long Rows,
    double Noise,
    int LargestStepTokens,
    int MostStepTokens,
    bool SharesIterations,
    int MostStreams,
    double OverheadMilliseconds,
    double LastRowSeconds,
    int Changes);
