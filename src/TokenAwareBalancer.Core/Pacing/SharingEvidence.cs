namespace TokenAwareBalancer.Pacing;

/// <summary>Finds out whether streams wait for prompts: whether an engine computes both in the same iterations.</summary>
/// <remarks>
/// An iteration with a prompt of 256 tokens or more takes twice as long as one without on the engines that are known
/// (docs/simulation.md); one that works on each request alone does not become slower at all. The mean over some fifty
/// iterations with prompts before them decides, with different bounds for either change. Guarded by the lock of its
/// watch.
/// </remarks>
internal sealed class SharingEvidence
{
    public const int LeastPromptTokens = 256;

    private const double Keep = 1 - (1.0 / 50);
    private const double AloneBelow = 1.12;
    private const double SharedAbove = 1.3;
    private const int LeastObservations = 25;

    private double _mean = 1.5;

    public bool Shares { get; private set; } = true;

    public int Observations { get; private set; }

    /// <param name="factor">What an iteration took over what its streams alone should take.</param>
    public void Observe(double factor)
    {
        _mean = (_mean * Keep) + (Math.Clamp(factor, 0.5, 2.5) * (1 - Keep));
        if (++Observations < LeastObservations)
            return;
        if (_mean < AloneBelow)
            Shares = false;
        else if (_mean > SharedAbove)
            Shares = true;
    }
}
