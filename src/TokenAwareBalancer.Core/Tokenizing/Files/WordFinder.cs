namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds <c>\w+|[^\w\s]+</c>, the pieces of the pre-tokenizer <c>Whitespace</c>.</summary>
internal sealed class WordFinder : PieceFinder
{
    public override bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        start = CharacterClasses.EndOfRun(text, from, CharacterClass.WhiteSpace);
        end = start;
        if (start == text.Length)
            return false;
        var isWord = IsWord(text, start, out var byteLength);
        do
            end += byteLength;
        while (end < text.Length && IsWord(text, end, out byteLength) == isWord
            && (CharacterClasses.At(text, end, out _) & CharacterClass.WhiteSpace) == 0);
        return true;
    }

    private static bool IsWord(ReadOnlySpan<byte> text, int index, out int byteLength) =>
        (UnicodeTable.Of(CodePoints.At(text, index, out byteLength)).Flags & UnicodeFlags.Word) != 0;
}
