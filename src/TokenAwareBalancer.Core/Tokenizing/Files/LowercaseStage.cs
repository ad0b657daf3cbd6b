namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>The normalizer <c>Lowercase</c>: each character by itself, whatever stands around it.</summary>
internal sealed class LowercaseStage(TextStage next) : TextStage
{
    /// <inheritdoc/>
    /// <remarks>U+0130 and U+023A have two bytes, and three when they are small.</remarks>
    public override double MostGrowth => 1.5;

    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
    {
        var output = new Utf8Output(text.Length);
        try
        {
            for (var index = 0; index < text.Length;)
            {
                var codePoint = CodePoints.At(text, index, out var byteLength);
                if ((UnicodeTable.Of(codePoint).Checks & UnicodeChecks.LowerCase) == 0)
                    output.Append(text.Slice(index, byteLength));
                else
                    Append(UnicodeTable.LowerCase[codePoint], ref output);
                index += byteLength;
            }

            return next.CountTokens(output.Written, ids);
        }
        finally
        {
            output.Dispose();
        }
    }

    private static void Append(ReadOnlySpan<int> codePoints, ref Utf8Output output)
    {
        foreach (var codePoint in codePoints)
            output.Append(codePoint);
    }
}
