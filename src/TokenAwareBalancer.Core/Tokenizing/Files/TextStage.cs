namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>One step of a tokenizer: works on a text and hands what it makes of it to the next step.</summary>
/// <remarks>
/// Added tokens, normalizers, pre-tokenizers and the merging of a piece are all of this shape, so a tokenizer is the
/// chain that its file describes. Stages are immutable and thread-safe; counting allocates nothing.
/// </remarks>
internal abstract class TextStage
{
    /// <summary>How many bytes the next stage gets for each of a text, at the most.</summary>
    public virtual double MostGrowth => 1;

    /// <summary>Counts the tokens of a text.</summary>
    /// <param name="text">Well-formed UTF-8, not empty.</param>
    /// <param name="ids">Receives the tokens' ids, if the caller wants them.</param>
    public abstract int CountTokens(ReadOnlySpan<byte> text, List<int>? ids);
}
