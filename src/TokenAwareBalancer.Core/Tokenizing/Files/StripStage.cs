namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>The normalizer <c>Strip</c>: takes the white space off a text's beginning, its end, or both.</summary>
internal sealed class StripStage(bool left, bool right, TextStage next) : TextStage
{
    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
    {
        if (left)
            text = text[CharacterClasses.EndOfRun(text, 0, CharacterClass.WhiteSpace)..];
        if (right)
            text = text[..StartOfWhiteSpaceAtEnd(text)];
        return text.IsEmpty ? 0 : next.CountTokens(text, ids);
    }

    internal static int StartOfWhiteSpaceAtEnd(ReadOnlySpan<byte> text)
    {
        var end = text.Length;
        while (end > 0)
        {
            var start = CodePoints.StartOfPrevious(text, end);
            if ((CharacterClasses.At(text[..end], start, out _) & CharacterClass.WhiteSpace) == 0)
                break;
            end = start;
        }

        return end;
    }
}
