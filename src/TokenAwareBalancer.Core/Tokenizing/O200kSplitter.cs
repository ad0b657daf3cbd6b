namespace TokenAwareBalancer.Tokenizing;

/// <summary>Cuts a text as OpenAI's o200k tokenizer does.</summary>
/// <remarks>
/// The pattern, alternatives in order of preference, with <c>U</c> for <c>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]</c>,
/// <c>l</c> for <c>[\p{Ll}\p{Lm}\p{Lo}\p{M}]</c> and <c>c</c> for <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)</c>:
/// <code>
/// [^\r\n\p{L}\p{N}]?U*l+c?
/// [^\r\n\p{L}\p{N}]?U+l*c?
/// \p{N}{1,3}
/// ␣?[^\s\p{L}\p{N}]+[\r\n/]*
/// \s*[\r\n]+ | \s+(?!\S) | \s+
/// </code>
/// Source: <c>tiktoken_ext/openai_public.py</c> of openai/tiktoken.
/// </remarks>
internal readonly struct O200kSplitter : IPieceSplitter
{
    public static int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        var first = CharacterClasses.At(text, start, out var byteLength);
        var next = start + byteLength;
        if ((first & CharacterClass.Letter) != 0)
            return O200kWord.End(text, start);
        if (first == CharacterClass.Number)
            return PieceRules.EndOfNumber(text, next);

        if ((first & CharacterClass.WordPrefix) != 0 && O200kWord.EndAfterPrefix(text, start, next) is var end and > 0)
            return end;
        if ((first & CharacterClass.Symbol) != 0 || IsSymbolAfterSpace(text, start))
            return EndOfSymbols(text, next);
        return PieceRules.EndOfWhiteSpace(text, start);
    }

    private static bool IsSymbolAfterSpace(ReadOnlySpan<byte> text, int start) =>
        text[start] == ' ' && start + 1 < text.Length
        && (CharacterClasses.At(text, start + 1, out _) & CharacterClass.Symbol) != 0;

    private static int EndOfSymbols(ReadOnlySpan<byte> text, int index)
    {
        index = CharacterClasses.EndOfRun(text, index, CharacterClass.Symbol);
        while (index < text.Length && text[index] is (byte)'\r' or (byte)'\n' or (byte)'/')
            index++;
        return index;
    }
}
