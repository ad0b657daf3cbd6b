namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds what a pre-tokenizer or a normalizer looks for in a text.</summary>
internal abstract class PieceFinder
{
    /// <summary>The bytes of a match, at the least.</summary>
    public virtual int LeastBytes => 1;

    /// <summary>Finds the next match that begins at an index or behind it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where the match before ended.</param>
    /// <param name="start">Where the match begins.</param>
    /// <param name="end">Where it ends: behind <paramref name="start"/>.</param>
    public abstract bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end);

    /// <summary>Finds the next match, and takes what that costs from a budget, if it may cost much.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">Where the match before ended.</param>
    /// <param name="stepsLeft">The steps left for this text.</param>
    /// <param name="start">Where the match begins.</param>
    /// <param name="end">Where it ends: behind <paramref name="start"/>.</param>
    /// <exception cref="UncountableTextException">The budget is spent.</exception>
    public virtual bool TryFind(ReadOnlySpan<byte> text, int from, ref long stepsLeft, out int start, out int end) =>
        TryFind(text, from, out start, out end);
}
