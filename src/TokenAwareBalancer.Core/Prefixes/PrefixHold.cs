using System.Buffers;

namespace TokenAwareBalancer.Prefixes;

/// <summary>The beginnings of one request's prompt where it was sent, as long as it is there.</summary>
/// <remarks>Guarded by the lock of the admission gate.</remarks>
internal sealed class PrefixHold
{
    private readonly int[] _copies;

    public PrefixHold(BackendPrefixes backend, int most)
    {
        Backend = backend;
        Lifetime = backend.Lifetime;
        _copies = ArrayPool<int>.Shared.Rent(most);
    }

    public BackendPrefixes Backend { get; }

    /// <summary>Which of its engine's lives this was begun in: what was held in another is gone.</summary>
    public int Lifetime { get; }

    /// <summary>From the shortest on.</summary>
    public ReadOnlySpan<int> Copies => _copies.AsSpan(0, Count);

    public int Count { get; private set; }

    /// <summary>How many of them were believed to be there before.</summary>
    public int Matched { get; private set; }

    /// <summary>The tokens of those.</summary>
    public long MatchedTokens { get; private set; }

    /// <summary>Those of the whole prompt, as far as it is known.</summary>
    public long Tokens { get; private set; }

    /// <summary>What was predicted from them.</summary>
    public long PredictedTokens { get; init; }

    /// <summary>Tokens of the prompt that no beginning stands for: they take room, and are not found again.</summary>
    public long OtherTokens { get; set; }

    public void Add(int copy, int tokens, bool isNew)
    {
        _copies[Count++] = copy;
        Tokens += tokens;
        if (isNew || Matched != Count - 1)
            return;
        Matched = Count;
        MatchedTokens += tokens;
    }

    public void Return() => ArrayPool<int>.Shared.Return(_copies);
}
