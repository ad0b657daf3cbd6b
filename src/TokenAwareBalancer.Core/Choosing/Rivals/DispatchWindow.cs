namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>What was sent to one backend within the last three minutes, to five seconds.</summary>
internal sealed class DispatchWindow
{
    /// <summary>Preble's <c>window_duration</c>.</summary>
    private const double WindowSeconds = 180;

    private const int Parts = 36;
    private const double PartSeconds = WindowSeconds / Parts;

    private readonly Dispatched[] _parts = new Dispatched[Parts];
    private Dispatched _sum;
    private long _current;

    public void Add(Dispatched sent, double nowSeconds)
    {
        MoveTo(nowSeconds);
        _parts[_current % Parts] += sent;
        _sum += sent;
    }

    public Dispatched Read(double nowSeconds)
    {
        MoveTo(nowSeconds);
        return _sum;
    }

    private void MoveTo(double nowSeconds)
    {
        var part = (long)(nowSeconds / PartSeconds);
        if (part <= _current)
            return;
        for (var old = Math.Max(_current + 1, part - Parts + 1); old <= part; old++)
            _parts[old % Parts] = default;
        _current = part;
        // Added up anew, so that no rounding stays behind for ever.
        _sum = default;
        foreach (var sent in _parts)
            _sum += sent;
    }
}
