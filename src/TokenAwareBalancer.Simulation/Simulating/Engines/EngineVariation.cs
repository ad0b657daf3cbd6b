namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>How the times of an engine vary; by default not at all.</summary>
/// <param name="Jitter">Each duration is multiplied by a uniform draw from 1 ± this.</param>
/// <param name="Random">What is drawn from; needed with a jitter.</param>
public readonly record struct EngineVariation(double Jitter, SeededRandom? Random)
{
    /// <summary>When it is slower than its profile; null is never.</summary>
    public SlowStretch? Slow { get; init; }

    internal double ToSeconds(double milliseconds, double startSeconds) =>
        milliseconds / 1000 * (Jitter == 0 ? 1 : Random!.NextJitter(Jitter)) * (Slow?.FactorAt(startSeconds) ?? 1);
}
