namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Cuts a text as Mistral's tekken tokenizer does: as o200k, but each number by itself and no
/// contractions.</summary>
/// <remarks>
/// The pattern is <see cref="O200kSplitter"/>'s without <c>(?i:'s|'t|'re|'ve|'m|'ll|'d)?</c> and with <c>\p{N}</c>. A
/// word that o200k ends behind a contraction ends here before its apostrophe, which no other part of a word can be
/// behind its first character; and the first character is part of the word whatever it is.
/// </remarks>
internal readonly struct TekkenSplitter : IPieceSplitter
{
    public static int EndOfPiece(ReadOnlySpan<byte> text, int start)
    {
        var first = CharacterClasses.At(text, start, out var byteLength);
        if (first == CharacterClass.Number)
            return start + byteLength;
        var end = O200kSplitter.EndOfPiece(text, start);
        if (end == start + byteLength)
            return end;
        var second = (first & CharacterClass.Letter) != 0
            ? CharacterClass.Letter
            : CharacterClasses.At(text, start + byteLength, out _);
        return (second & (CharacterClass.Letter | CharacterClass.Mark)) == 0 && (first & CharacterClass.Mark) == 0
            ? end
            : EndWithoutContraction(text, start + byteLength, end);
    }

    private static int EndWithoutContraction(ReadOnlySpan<byte> text, int start, int end)
    {
        for (var length = 2; length <= 3 && end - length >= start; length++)
        {
            if (text[end - length] == '\'' && PieceRules.LengthOfContraction(text, end - length) == length)
                return end - length;
        }

        return end;
    }
}
