namespace TokenAwareBalancer.Pacing;

/// <summary>Learns how long a request is on its way before its engine's next iteration can take it, and back.</summary>
/// <remarks>
/// <para>
/// A prompt that finds none before it, and fits into one iteration, is computed in the first iteration that begins after
/// it has arrived. Both ends of that iteration are seen, and the beginning of the one before, which it has missed: the
/// delay lies between. Whenever the belief lies outside, it takes a step of a part of that iteration towards it; no
/// times of iterations need be known for this.
/// </para>
/// <para>Starts at 0, as on one machine. Guarded by the lock of its watch.</para>
/// </remarks>
internal sealed class ArrivalDelay
{
    private const double StepPart = 0.05;
    private const double MostSeconds = 2;

    public double Seconds { get; private set; }

    public int Observations { get; private set; }

    /// <param name="sentSeconds">When it was sent.</param>
    /// <param name="missedSeconds">When the iteration began that it has missed.</param>
    /// <param name="joinedSeconds">When the one began that has computed it.</param>
    public void ObserveIteration(double sentSeconds, double missedSeconds, double joinedSeconds)
    {
        var step = StepPart * Math.Min(joinedSeconds - missedSeconds, 0.1);
        if (!(step > 0))
            return;
        Observations++;
        if (sentSeconds + Seconds > joinedSeconds)
            Move(-step);
        else if (sentSeconds + Seconds < missedSeconds)
            Move(step);
    }

    private void Move(double seconds) => Seconds = Math.Clamp(Seconds + seconds, 0, MostSeconds);
}
