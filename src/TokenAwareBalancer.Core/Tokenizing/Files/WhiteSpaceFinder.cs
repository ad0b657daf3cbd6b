namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds single characters of white space.</summary>
internal sealed class WhiteSpaceFinder : PieceFinder
{
    public override bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        for (start = from; start < text.Length; start = end)
        {
            var characterClass = CharacterClasses.At(text, start, out var byteLength);
            end = start + byteLength;
            if ((characterClass & CharacterClass.WhiteSpace) != 0)
                return true;
        }

        end = start;
        return false;
    }
}
