namespace TokenAwareBalancer.Choosing;

/// <summary>A measure of load and a second one for those that are equal in the first. Less is better.</summary>
public readonly record struct BackendLoad(double First, double Second = 0) : IComparable<BackendLoad>
{
    /// <summary>More than any load: of a backend that is chosen only when all are excluded.</summary>
    public static BackendLoad Excluded => new(double.PositiveInfinity);

    public int CompareTo(BackendLoad other)
    {
        var comparison = First.CompareTo(other.First);
        return comparison != 0 ? comparison : Second.CompareTo(other.Second);
    }

    public static bool operator <(BackendLoad left, BackendLoad right) => left.CompareTo(right) < 0;

    public static bool operator >(BackendLoad left, BackendLoad right) => left.CompareTo(right) > 0;

    public static bool operator <=(BackendLoad left, BackendLoad right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BackendLoad left, BackendLoad right) => left.CompareTo(right) >= 0;
}
