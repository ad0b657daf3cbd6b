using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Whether requests come faster than they are answered.</summary>
/// <remarks>
/// Those under way in the middle of the measured arrivals are compared with those at the last one. They grow when the
/// difference is more than 5 % of what arrived between, and more than five times its square root: chance moves a number
/// of independent arrivals by its root, and what is under way in a fleet near its limit by some times that.
/// </remarks>
/// <param name="Arrived">In the second half.</param>
/// <param name="Added">More under way at its end than at its start.</param>
internal readonly record struct BacklogGrowth(int Arrived, int Added)
{
    private const double LeastPart = 0.05;
    private const double Deviations = 5;

    public bool IsGrowing => Added > LeastPart * Arrived && Added > Deviations * Math.Sqrt(Arrived);

    /// <param name="records">All of a run, in order of arrival.</param>
    /// <param name="firstMeasured">The place of the first that counts.</param>
    public static BacklogGrowth Of(ReadOnlySpan<RequestRecord> records, int firstMeasured)
    {
        var middle = (firstMeasured + records.Length) / 2;
        return new BacklogGrowth(
            records.Length - middle, UnderWay(records, records.Length - 1) - UnderWay(records, middle));
    }

    private static int UnderWay(ReadOnlySpan<RequestRecord> records, int last)
    {
        var underWay = 0;
        foreach (ref readonly var record in records[..(last + 1)])
            underWay += record.EndSeconds > records[last].ArrivalSeconds ? 1 : 0;
        return underWay;
    }
}
