using System.Globalization;

namespace TokenAwareBalancer.Streams;

/// <summary>Says what was measured, and whether every bar is reached.</summary>
internal static class StreamReport
{
    /// <returns>Whether every bar is reached.</returns>
    public static bool Write(StreamPlan plan, StreamResult result, TextWriter output)
    {
        var last = result.Held[^1];
        var bytesPerStream = (result.HeldBytes - result.Idle.ResidentBytes) / (double)plan.Streams;
        var heldSeconds = plan.Hold.TotalSeconds;
        var cpu = (last.CpuSeconds - result.Held[0].CpuSeconds) / Math.Max(1, result.Held.Count - 1);
        Line(output, "streams", $"{result.Streaming} of {plan.Streams} brought content, {result.Ended} ended");
        Line(output, "tokens", $"{result.Tokens / heldSeconds:0} a second for {heldSeconds:0} s");
        Line(output, "idle", $"{Megabytes(result.Idle.ResidentBytes)} MB resident, {result.Idle.Threads} threads, "
            + $"{result.Idle.Descriptors} descriptors");
        Line(output, "held", $"{Megabytes(result.HeldBytes)} MB resident, {last.Threads} threads, "
            + $"{last.Descriptors} descriptors, {100 * cpu:0} % of a core");
        Line(output, "in the balancer", $"{result.Gauges.RequestsInProgress} requests, "
            + $"{result.Gauges.BufferedBytes} bytes of bodies, {result.Gauges.OpenLeases} leases");
        Line(output, "after", $"{Megabytes(result.After.ResidentBytes)} MB resident, "
            + $"{result.GaugesAfter.RequestsInProgress} requests, {result.GaugesAfter.BufferedBytes} bytes of bodies, "
            + $"{result.GaugesAfter.OpenLeases} leases");
        return Check(output, "all stream", result.Streaming == plan.Streams && result.Ended == 0,
                $"{result.Streaming - result.Ended} of {plan.Streams}")
            & Check(output, "resident, at most", result.PeakBytes <= plan.MostResidentBytes,
                $"{Megabytes(result.PeakBytes)} of {Megabytes(plan.MostResidentBytes)} MB")
            & Check(output, "a stream adds", bytesPerStream <= plan.MostBytesPerStream,
                $"{bytesPerStream / 1000:0.0} of {plan.MostBytesPerStream / 1000.0:0.0} KB")
            & Check(output, "nothing is left", result.GaugesAfter is { RequestsInProgress: 0, BufferedBytes: 0 },
                $"{result.GaugesAfter.RequestsInProgress} requests, {result.GaugesAfter.BufferedBytes} bytes");
    }

    private static bool Check(TextWriter output, string bar, bool isReached, string value)
    {
        Line(output, $"{(isReached ? "ok  " : "FAIL")} {bar}", value);
        return isReached;
    }

    private static void Line(TextWriter output, string name, string value) =>
        output.WriteLine($"{name,-24} {value}");

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
}
