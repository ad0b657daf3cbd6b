using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Whether requests come faster than they are answered.</summary>
/// <remarks>
/// Those under way in the middle of the measured arrivals are compared with those at the last one. Engines that fill
/// up have more under way too, and this is taken off: of what arrived, the part whose time from first to last token is
/// still to come. That time does not grow with a line, as the wait for the first token does, so it tells how long
/// engines take to fill whatever the load. What is left grows when it is more than 5 % of what arrived between, and
/// more than five times its square root: chance moves a number of independent arrivals by its root, and what is under
/// way in a fleet near its limit by some times that.
/// </remarks>
/// <param name="Arrived">In the second half.</param>
/// <param name="Added">More under way at its end than at its start, beyond what fills engines.</param>
/// <param name="SpanSeconds">From the first arrival of the run to the last.</param>
/// <param name="DecodeSeconds">From first to last token, on average.</param>
internal readonly record struct BacklogGrowth(int Arrived, double Added, double SpanSeconds, double DecodeSeconds)
{
    private const double LeastPart = 0.05;

    /// <summary>
    /// Of a run that is too short to tell: a fuller batch is slower and so fills up longer than its answers take, but
    /// not as fast as this.
    /// </summary>
    private const double LeastPartOfShort = 0.4;

    /// <summary>In fewer than so many, hardly an answer of the first half has ended, and nothing can be told.</summary>
    private const double FewestDecodesOfShort = 2;

    private const double Deviations = 5;

    /// <summary>Of exponential times, all but 0.7 % of what fills an engine is there after five of them.</summary>
    private const double FewestDecodes = 5;

    public bool IsGrowing => SpanSeconds > FewestDecodesOfShort * DecodeSeconds
        && Added > (IsTooShort ? LeastPartOfShort : LeastPart) * Arrived
        && Added > Deviations * Math.Sqrt(Arrived);

    /// <summary>
    /// Whether engines were filling for much of the run, and what it is like once they are full was not seen.
    /// </summary>
    public bool IsTooShort => SpanSeconds < FewestDecodes * DecodeSeconds;

    /// <summary>How many times as many requests are not too few.</summary>
    public double Lacking => FewestDecodes * DecodeSeconds / SpanSeconds;

    /// <param name="records">All of a run, in order of arrival.</param>
    /// <param name="firstMeasured">The place of the first that counts.</param>
    public static BacklogGrowth Of(ReadOnlySpan<RequestRecord> records, int firstMeasured)
    {
        var middle = (firstMeasured + records.Length) / 2;
        var arrived = records.Length - middle;
        var startSeconds = records[0].ArrivalSeconds;
        var (middleSeconds, spanSeconds) =
            (records[middle].ArrivalSeconds - startSeconds, records[^1].ArrivalSeconds - startSeconds);
        var (decoded, decodeSeconds, filledSeconds) = (0, 0.0, 0.0);
        foreach (ref readonly var record in records[firstMeasured..])
        {
            if (!record.IsComplete)
                continue;
            var seconds = record.EndSeconds - record.FirstTokenSeconds;
            decoded++;
            decodeSeconds += seconds;
            filledSeconds += Math.Min(seconds, spanSeconds) - Math.Min(seconds, middleSeconds);
        }

        var filled = decoded == 0 || spanSeconds <= middleSeconds
            ? 0
            : arrived / (spanSeconds - middleSeconds) * filledSeconds / decoded;
        return new BacklogGrowth(
            arrived,
            UnderWay(records, records.Length - 1) - UnderWay(records, middle) - filled,
            spanSeconds,
            decodeSeconds / Math.Max(1, decoded));
    }

    private static int UnderWay(ReadOnlySpan<RequestRecord> records, int last)
    {
        var underWay = 0;
        foreach (ref readonly var record in records[..(last + 1)])
            underWay += record.EndSeconds > records[last].ArrivalSeconds ? 1 : 0;
        return underWay;
    }
}
