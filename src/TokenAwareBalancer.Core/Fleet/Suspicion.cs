namespace TokenAwareBalancer.Fleet;

/// <summary>How long a backend that could not be reached, or said it cannot serve, is passed over.</summary>
/// <remarks>
/// A backend that fails at once is always the least loaded: without this it would be chosen first, again and again. One
/// second after the first failure, twice as long after each further one in a row, at most 30; over with the first
/// answer. It only lowers the backend behind others that have room: when all are suspect, all are tried. Written by
/// whoever ends a try, read by the chooser; both numbers are exact on their own and a racy pair is harmless.
/// </remarks>
public sealed class Suspicion
{
    private const double FirstSeconds = 1;
    private const double LongestSeconds = 30;

    private int _failuresInARow;
    private double _untilSeconds = double.NegativeInfinity;

    /// <summary>Whether the backend is to be passed over now.</summary>
    public bool Holds(double nowSeconds) => nowSeconds < Volatile.Read(ref _untilSeconds);

    /// <summary>
    /// A try found no connection, lost it before an answer, or was told that the backend cannot serve.
    /// </summary>
    public void OnFailure(double nowSeconds)
    {
        // Those who had chosen it before it became suspect fail together: that is one failure.
        if (Holds(nowSeconds))
            return;
        var failures = Interlocked.Increment(ref _failuresInARow);
        var seconds = Math.Min(LongestSeconds, FirstSeconds * Math.Pow(2, failures - 1));
        Volatile.Write(ref _untilSeconds, nowSeconds + seconds);
    }

    /// <summary>A try was answered.</summary>
    public void OnAnswer()
    {
        if (Volatile.Read(ref _failuresInARow) == 0)
            return;
        Volatile.Write(ref _failuresInARow, 0);
        Volatile.Write(ref _untilSeconds, double.NegativeInfinity);
    }
}
