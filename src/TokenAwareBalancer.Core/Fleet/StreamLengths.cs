using System.Numerics;

namespace TokenAwareBalancer.Fleet;

/// <summary>The streams of one backend by how much is expected to be left of them: sums over powers of two.</summary>
/// <remarks>
/// So that a choice need not go through a thousand streams: what they have in common with a new answer is a sum over
/// the buckets, exact but for the one that the new answer's length falls into. Only leases write, each the difference
/// between what it said and what it says, so that all is zero when nothing is in flight. Thread-safe; a reader may see
/// one number before and another after a concurrent change.
/// </remarks>
public sealed class StreamLengths
{
    /// <summary>The last one holds all from 32,768 tokens on.</summary>
    private const int Buckets = 17;

    private readonly long[] _streams = new long[Buckets];
    private readonly long[] _remainingTokens = new long[Buckets];
    private readonly long[] _contextTokens = new long[Buckets];
    private readonly long[] _products = new long[Buckets];

    /// <summary>What those in flight will have in common with an answer of a length.</summary>
    /// <param name="outputTokens">The new answer's, 0 or more.</param>
    public StreamOverlap OverlapWith(double outputTokens)
    {
        var (tokens, contextTokens, halfSquares) = (0.0, 0.0, 0.0);
        for (var bucket = 1; bucket < Buckets; bucket++)
        {
            var streams = Volatile.Read(ref _streams[bucket]);
            if (streams <= 0)
                continue;
            var meanTokens = (double)Volatile.Read(ref _remainingTokens[bucket]) / streams;
            var common = Math.Min(meanTokens, outputTokens);
            var read = meanTokens <= outputTokens
                ? Volatile.Read(ref _products[bucket])
                : outputTokens * Volatile.Read(ref _contextTokens[bucket]);
            var halfSquare = streams * common * common / 2;
            tokens += streams * common;
            contextTokens += read + halfSquare;
            halfSquares += halfSquare;
        }

        return new StreamOverlap(tokens, contextTokens, halfSquares);
    }

    /// <summary>One stream has come to another place; the default for none.</summary>
    internal void Move(StreamPlace from, StreamPlace to)
    {
        Add(from, -1);
        Add(to, 1);
    }

    private void Add(StreamPlace place, int sign)
    {
        if (place.RemainingTokens <= 0)
            return;
        var bucket = Math.Min(Buckets - 1, BitOperations.Log2((ulong)place.RemainingTokens) + 1);
        Interlocked.Add(ref _streams[bucket], sign);
        Interlocked.Add(ref _remainingTokens[bucket], sign * place.RemainingTokens);
        Interlocked.Add(ref _contextTokens[bucket], sign * place.ContextTokens);
        Interlocked.Add(ref _products[bucket], sign * place.RemainingTokens * place.ContextTokens);
    }
}
