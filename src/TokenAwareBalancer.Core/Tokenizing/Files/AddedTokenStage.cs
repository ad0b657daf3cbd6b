namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Cuts added tokens out of a text, and hands on what lies between them.</summary>
internal sealed class AddedTokenStage(AddedTokenFinder finder, TextStage next) : TextStage
{
    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
    {
        var tokens = 0;
        var position = 0;
        var from = 0;
        while (finder.Find(text, from, out var start) is { } token)
        {
            from = start + token.Content.Length;
            if (token.IsSingleWord && !StandsAlone(text, start, from))
                continue;

            // A token that takes the white space after it may take what the next one found begins with.
            var end = token.TakesSpaceAfter
                ? CharacterClasses.EndOfRun(text, from, CharacterClass.WhiteSpace)
                : from;
            if (token.TakesSpaceBefore)
                start = Math.Max(StripStage.StartOfWhiteSpaceAtEnd(text[..start]), position);
            if (position < start)
                tokens += next.CountTokens(text[position..start], ids);
            tokens++;
            ids?.Add(token.Id);
            position = end;
        }

        return position < text.Length ? tokens + next.CountTokens(text[position..], ids) : tokens;
    }

    private static bool StandsAlone(ReadOnlySpan<byte> text, int start, int end) =>
        (start == 0 || !IsWord(text, CodePoints.StartOfPrevious(text, start)))
        && (end == text.Length || !IsWord(text, end));

    private static bool IsWord(ReadOnlySpan<byte> text, int index) =>
        (UnicodeTable.Of(CodePoints.At(text, index, out _)).Flags & UnicodeFlags.Word) != 0;
}
