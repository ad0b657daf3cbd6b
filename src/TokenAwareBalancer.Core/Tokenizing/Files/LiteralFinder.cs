namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds a string.</summary>
internal sealed class LiteralFinder(byte[] literal) : PieceFinder
{
    public override int LeastBytes => literal.Length;

    public override bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        var index = text[from..].IndexOf(literal);
        start = from + Math.Max(index, 0);
        end = start + literal.Length;
        return index >= 0;
    }
}
