namespace TokenAwareBalancer.Pacing;

/// <summary>Finds out whether streams wait for prompts: whether an engine computes both in the same iterations.</summary>
/// <remarks>
/// An iteration with a prompt of 256 tokens or more takes twice as long as one without on the engines that are known
/// (docs/simulation.md); one that works on each request alone does not become slower at all. The mean over the last
/// twenty that should have had a prompt decides, with different bounds for either change. Guarded by the lock of its
/// watch.
/// </remarks>
internal sealed class SharingEvidence
{
    public const int LeastPromptTokens = 256;

    private const int Memory = 20;
    private const double AloneBelow = 1.12;
    private const double SharedAbove = 1.3;
    private const int LeastObservations = 8;

    private double _mean;

    public bool Shares { get; private set; } = true;

    public int Observations { get; private set; }

    /// <param name="factor">What an iteration took over what its streams alone should take.</param>
    /// <returns>Whether the belief has changed.</returns>
    public bool Observe(double factor)
    {
        Observations++;
        _mean += (Math.Clamp(factor, 0.5, 2.5) - _mean) / Math.Min(Observations, Memory);
        var before = Shares;
        if (Observations >= LeastObservations)
            Shares = Shares ? _mean >= AloneBelow : _mean > SharedAbove;
        return Shares != before;
    }
}
