using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Whether requests come faster than they are answered.</summary>
/// <remarks>
/// Those under way in the middle of the measured arrivals are compared with those at the last one. They grow when the
/// difference is more than 2 % of what arrived between, and more than three times its square root: what chance does to
/// a number of independent arrivals.
/// </remarks>
/// <param name="Arrived">In the second half.</param>
/// <param name="Added">More under way at its end than at its start.</param>
internal readonly record struct BacklogGrowth(int Arrived, int Added)
{
    private const double LeastPart = 0.02;
    private const double Deviations = 3;

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
