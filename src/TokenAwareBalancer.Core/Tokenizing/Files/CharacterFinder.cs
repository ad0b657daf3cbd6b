namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds single characters of a kind.</summary>
internal sealed class CharacterFinder(UnicodeFlags kind) : PieceFinder
{
    public override bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        for (start = from; start < text.Length; start = end)
        {
            var codePoint = CodePoints.At(text, start, out var byteLength);
            end = start + byteLength;
            if ((UnicodeTable.Of(codePoint).Flags & kind) != 0)
                return true;
        }

        end = start;
        return false;
    }
}
