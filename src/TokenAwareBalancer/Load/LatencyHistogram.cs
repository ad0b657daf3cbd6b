using System.Numerics;

namespace TokenAwareBalancer.Load;

/// <summary>Counts durations in buckets of growing width: any number of them in a fixed few kilobytes.</summary>
/// <remarks>
/// The layout of HdrHistogram (Tene): below 256 µs a bucket for each microsecond, above it 128 buckets for each power
/// of two. So what is read back is off by 0.4 % at most; mean and longest are exact. Not thread-safe.
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int ExactBuckets = 2 * SubBuckets;

    /// <summary>36 hours in microseconds; what is longer counts as this.</summary>
    private const long Longest = (1L << 37) - 1;

    private readonly long[] _counts = new long[IndexOf(Longest) + 1];
    private double _sumMicroseconds;

    public long Count { get; private set; }

    public double LongestSeconds { get; private set; }

    public double MeanSeconds => Count == 0 ? 0 : _sumMicroseconds / Count / 1e6;

    public void Add(TimeSpan duration)
    {
        var microseconds = Math.Clamp((long)duration.TotalMicroseconds, 0, Longest);
        _counts[IndexOf(microseconds)]++;
        _sumMicroseconds += microseconds;
        Count++;
        LongestSeconds = Math.Max(LongestSeconds, microseconds / 1e6);
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        _sumMicroseconds += other._sumMicroseconds;
        Count += other.Count;
        LongestSeconds = Math.Max(LongestSeconds, other.LongestSeconds);
    }

    /// <summary>The middle of the bucket in which the part ends; 0 of nothing.</summary>
    public double PercentileSeconds(double part)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(part * Count));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return Math.Min(MiddleOf(i) / 1e6, LongestSeconds);
        }
        return 0;
    }

    private static int IndexOf(long microseconds)
    {
        if (microseconds < ExactBuckets)
            return (int)microseconds;
        var shift = BitOperations.Log2((ulong)microseconds) - SubBucketBits;
        return shift * SubBuckets + (int)(microseconds >> shift);
    }

    private static double MiddleOf(int index)
    {
        if (index < ExactBuckets)
            return index;
        var shift = index / SubBuckets - 1;
        var start = (long)(index - shift * SubBuckets) << shift;
        return start + ((1L << shift) - 1) / 2.0;
    }
}
