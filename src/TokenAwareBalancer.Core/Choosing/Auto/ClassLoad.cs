using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing.Auto;

/// <summary>What engines of one class have to do: on average now, and lately.</summary>
internal sealed class ClassLoad
{
    private const double WindowSeconds = 30;

    /// <summary>Above it a class would seem to take for ever.</summary>
    private const double MostShare = 0.8;

    /// <summary>Pending requests are averaged over some two hundred choices.</summary>
    private const double PendingShare = 0.005;

    private readonly double _sinceSeconds;
    private double _atSeconds;
    private double _dispatchedMilliseconds;
    private double _engines;
    private long _streams;
    private long _pending;
    private double _overlapTokens;
    private double _overlapContextTokens;
    private double _overlapHalfSquares;

    public ClassLoad(string name, double nowSeconds) => (Name, _sinceSeconds, _atSeconds) = (name, nowSeconds, nowSeconds);

    public string Name { get; }

    /// <summary>Candidates of the choice at hand.</summary>
    public int Members { get; private set; }

    /// <summary>U: the part of the time that prompts have taken lately.</summary>
    public double PrefillShare { get; private set; }

    /// <summary>Q̄: how many have waited for their first token lately, at each.</summary>
    public double UsualPending { get; private set; }

    public double MeanStreams => (double)_streams / Members;

    public StreamOverlap MeanOverlap =>
        new(_overlapTokens / Members, _overlapContextTokens / Members, _overlapHalfSquares / Members);

    /// <summary>Another choice begins.</summary>
    public void Begin(double nowSeconds)
    {
        var kept = Math.Exp((_atSeconds - nowSeconds) / WindowSeconds);
        (_dispatchedMilliseconds, _atSeconds) = (_dispatchedMilliseconds * kept, nowSeconds);
        // Of a class whose engines are full but for one, that one is the only candidate, and not all of the class.
        _engines = Math.Max(Members, _engines * kept);
        if (Members > 0)
        {
            UsualPending += PendingShare * (((double)_pending / Members) - UsualPending);
            var seenSeconds = WindowSeconds * (1 - Math.Exp(-Math.Max(1, nowSeconds - _sinceSeconds) / WindowSeconds));
            PrefillShare = Math.Min(MostShare, _dispatchedMilliseconds / (1000 * seenSeconds * _engines));
        }

        (Members, _streams, _pending) = (0, 0, 0);
        (_overlapTokens, _overlapContextTokens, _overlapHalfSquares) = (0, 0, 0);
    }

    public void Add(in Candidate candidate, StreamOverlap overlap)
    {
        Members++;
        _streams += candidate.InFlight.DecodingRequests;
        _pending += candidate.InFlight.PendingRequests;
        _overlapTokens += overlap.Tokens;
        _overlapContextTokens += overlap.ContextTokens;
        _overlapHalfSquares += overlap.HalfSquares;
    }

    /// <summary>A prompt goes to one of them.</summary>
    public void Dispatch(double milliseconds) => _dispatchedMilliseconds += milliseconds;
}
