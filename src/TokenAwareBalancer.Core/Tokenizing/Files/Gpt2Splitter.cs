namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Cuts a text as GPT-2's tokenizer and the pre-tokenizer <c>ByteLevel</c> do.</summary>
/// <remarks>
/// The pattern, alternatives in order of preference:
/// <code>
/// 's|'t|'re|'ve|'m|'ll|'d
/// ␣?\p{L}+ | ␣?\p{N}+ | ␣?[^\s\p{L}\p{N}]+
/// \s+(?!\S) | \s+
/// </code>
/// Source: <c>encoder.py</c> of openai/gpt-2; <c>pre_tokenizers/byte_level.rs</c> of huggingface/tokenizers.
/// </remarks>
internal readonly struct Gpt2Splitter : IPieceSplitter
{
    public static int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        if (LengthOfContraction(text, start) is var contraction and > 0)
            return start + contraction;

        var afterSpace = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        var first = CharacterClasses.At(text, afterSpace, out var byteLength);
        if ((first & CharacterClass.Letter) != 0)
            return AsciiLetters.EndOfLetters(text, afterSpace + byteLength);
        if (first == CharacterClass.Number)
            return CharacterClasses.EndOfRun(text, afterSpace + byteLength, CharacterClass.Number);
        if ((first & CharacterClass.Symbol) != 0)
            return CharacterClasses.EndOfRun(text, afterSpace + byteLength, CharacterClass.Symbol);
        return EndOfWhiteSpace(text, start);
    }

    /// <summary><c>\s+(?!\S)|\s+</c> where a white-space character stands.</summary>
    private static int EndOfWhiteSpace(ReadOnlySpan<byte> text, int start)
    {
        var last = start;
        var index = start;
        while (index < text.Length)
        {
            if ((CharacterClasses.At(text, index, out var byteLength) & CharacterClass.WhiteSpace) == 0)
                return last == start ? index : last;
            last = index;
            index += byteLength;
        }

        return index;
    }

    private static int LengthOfContraction(ReadOnlySpan<byte> text, int index)
    {
        if (index + 1 >= text.Length || text[index] != '\'')
            return 0;
        var second = index + 2 < text.Length ? text[index + 2] : (byte)0;
        return text[index + 1] switch
        {
            (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d' => 2,
            (byte)'r' or (byte)'v' => second == 'e' ? 3 : 0,
            (byte)'l' => second == 'l' ? 3 : 0,
            _ => 0,
        };
    }
}
