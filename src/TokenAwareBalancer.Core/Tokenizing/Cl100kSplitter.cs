namespace TokenAwareBalancer.Tokenizing;

/// <summary>Cuts a text as OpenAI's cl100k tokenizer does.</summary>
/// <remarks>
/// The pattern, alternatives in order of preference:
/// <code>
/// (?i:'s|'t|'re|'ve|'m|'ll|'d)
/// [^\r\n\p{L}\p{N}]?\p{L}+
/// \p{N}{1,3}
/// ␣?[^\s\p{L}\p{N}]+[\r\n]*
/// \s*[\r\n]+ | \s+(?!\S) | \s+
/// </code>
/// Source: <c>tiktoken_ext/openai_public.py</c> of openai/tiktoken.
/// </remarks>
internal readonly struct Cl100kSplitter : IPieceSplitter
{
    public static int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        var first = CharacterClasses.At(text, start, out var byteLength);
        var next = start + byteLength;
        if ((first & CharacterClass.Letter) != 0)
            return AsciiLetters.EndOfLetters(text, next);
        if (first == CharacterClass.Number)
            return PieceRules.EndOfNumber(text, next);
        if (PieceRules.LengthOfContraction(text, start) is var contraction and > 0)
            return start + contraction;

        var second = CharacterClass.None;
        if (next < text.Length)
            second = CharacterClasses.At(text, next, out byteLength);
        if ((first & CharacterClass.WordPrefix) != 0 && (second & CharacterClass.Letter) != 0)
            return AsciiLetters.EndOfLetters(text, next + byteLength);
        if ((first & CharacterClass.Symbol) != 0 || (text[start] == ' ' && (second & CharacterClass.Symbol) != 0))
            return EndOfSymbols(text, next);
        return PieceRules.EndOfWhiteSpace(text, start);
    }

    private static int EndOfSymbols(ReadOnlySpan<byte> text, int index)
    {
        index = CharacterClasses.EndOfRun(text, index, CharacterClass.Symbol);
        return CharacterClasses.EndOfRun(text, index, CharacterClass.LineEnd);
    }
}
