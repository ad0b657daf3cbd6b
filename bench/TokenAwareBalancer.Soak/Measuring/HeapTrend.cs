namespace TokenAwareBalancer.Soak.Measuring;

/// <summary>Whether the heap grows with the requests served: a straight line through the readings.</summary>
/// <remarks>
/// Least squares, and the slope over its standard error (t). Pools and caches make a heap wander; a leak makes it rise
/// with every request. So a rise counts that is both clear (t above 4, of which chance makes one in thousands) and
/// large enough to matter.
/// </remarks>
/// <param name="BytesPerRequest">The slope.</param>
/// <param name="GrownBytes">The slope over all requests between the first reading and the last.</param>
/// <param name="T">The slope over its standard error.</param>
internal readonly record struct HeapTrend(double BytesPerRequest, double GrownBytes, double T)
{
    /// <summary>Fewer say nothing of a trend.</summary>
    private const int FewestReadings = 5;

    private const double ClearT = 4;
    private const double LeastBytes = 512 * 1024;

    public bool IsLeak => T > ClearT && GrownBytes > LeastBytes;

    public static HeapTrend Of(IReadOnlyList<ProcessReading> readings)
    {
        if (readings.Count < FewestReadings)
            return default;
        var meanX = readings.Average(reading => (double)reading.Requests);
        var meanY = readings.Average(reading => (double)reading.HeapBytes);
        var squaresX = readings.Sum(reading => Square(reading.Requests - meanX));
        if (squaresX == 0)
            return default;
        var slope = readings.Sum(reading => (reading.Requests - meanX) * (reading.HeapBytes - meanY)) / squaresX;
        var residuals = readings.Sum(
            reading => Square(reading.HeapBytes - meanY - slope * (reading.Requests - meanX)));
        var error = Math.Sqrt(residuals / (readings.Count - 2) / squaresX);
        return new HeapTrend(
            slope,
            slope * (readings[^1].Requests - readings[0].Requests),
            error > 0 ? slope / error : double.PositiveInfinity);
    }

    private static double Square(double value) => value * value;
}
