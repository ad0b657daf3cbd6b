using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>A text that is counted slice by slice, and how long each took at best.</summary>
/// <remarks>
/// The best of several passes, for every slice by itself: other work on the machine only ever adds time. A pass goes
/// through all of the text before a slice comes again, so that the caches hold none of it.
/// </remarks>
internal sealed class SlicedText(byte[] text, int sliceBytes)
{
    private readonly List<ReadOnlyMemory<byte>> _slices = [.. Slices(text, sliceBytes)];
    private readonly Dictionary<object, double[]> _bestSeconds = [];

    /// <summary>Counts all slices once.</summary>
    /// <returns>The number of tokens.</returns>
    public long Count(ITokenCounter counter)
    {
        var tokens = 0L;
        Time(counter, slice => tokens += counter.CountTokens(slice.Span));
        return tokens;
    }

    /// <summary>Does something with all slices once, and notes the time of each under a key.</summary>
    public void Time(object key, Action<ReadOnlyMemory<byte>> action)
    {
        if (!_bestSeconds.TryGetValue(key, out var best))
        {
            best = [.. Enumerable.Repeat(double.MaxValue, _slices.Count)];
            _bestSeconds.Add(key, best);
        }

        for (var i = 0; i < best.Length; i++)
        {
            var start = ThreadClock.Seconds;
            action(_slices[i]);
            best[i] = Math.Min(best[i], ThreadClock.Seconds - start);
        }
    }

    public double MegabytesPerSecond(object key) => text.Length / 1e6 / _bestSeconds[key].Sum();

    private static IEnumerable<ReadOnlyMemory<byte>> Slices(ReadOnlyMemory<byte> text, int sliceBytes)
    {
        while (!text.IsEmpty)
        {
            var slice = TextFolder.BeginningOf(text, sliceBytes);
            yield return slice;
            text = text[slice.Length..];
        }
    }
}
