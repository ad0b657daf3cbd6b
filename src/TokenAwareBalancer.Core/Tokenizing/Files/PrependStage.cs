namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>The normalizer <c>Prepend</c>, and the space that <c>ByteLevel</c> may put before a piece.</summary>
/// <param name="prefix">What is put before a text.</param>
/// <param name="unlessThere">Whether a text that begins with it already is left alone.</param>
/// <param name="next">The next stage.</param>
internal sealed class PrependStage(byte[] prefix, bool unlessThere, TextStage next) : TextStage
{
    /// <inheritdoc/>
    /// <remarks>Of a text of one byte, which may be all that stands between two added tokens.</remarks>
    public override double MostGrowth => 1 + prefix.Length;

    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
    {
        if (unlessThere && text.StartsWith(prefix))
            return next.CountTokens(text, ids);
        var output = new Utf8Output(prefix.Length + text.Length);
        try
        {
            output.Append(prefix);
            output.Append(text);
            return next.CountTokens(output.Written, ids);
        }
        finally
        {
            output.Dispose();
        }
    }
}
