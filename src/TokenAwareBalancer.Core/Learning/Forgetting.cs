namespace TokenAwareBalancer.Learning;

/// <summary>How much of what was learned is believed after a time without news.</summary>
/// <remarks>
/// Half of it after two days: a weekend leaves two fifths, a week a tenth. Services live by days and weeks, so that what
/// was true on Friday is a good guess on Monday, and a worse one than a few new answers a fortnight later.
/// </remarks>
public static class Forgetting
{
    public const double HalfLifeSeconds = 2 * 86_400;

    /// <summary>The part that is kept, from 1 down towards 0.</summary>
    /// <param name="idleSeconds">Time that has passed; below 0 counts as 0, for clocks that were set back.</param>
    public static double KeptAfter(double idleSeconds) => Math.Pow(2, -Math.Max(0, idleSeconds) / HalfLifeSeconds);
}
