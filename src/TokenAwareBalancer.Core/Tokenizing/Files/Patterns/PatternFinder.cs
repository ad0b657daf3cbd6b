namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>Finds the matches of any regular expression that can be read.</summary>
internal sealed class PatternFinder : PieceFinder
{
    private readonly PatternStep[] _steps;

    private PatternFinder(PatternStep[] steps)
    {
        _steps = steps;
    }

    /// <exception cref="PatternException">It cannot be read.</exception>
    public static PatternFinder Create(string pattern)
    {
        var node = PatternParser.Parse(pattern);
        return node.LeastCharacters > 0
            ? new PatternFinder(PatternCompiler.Compile(node))
            : throw new PatternException("may match nothing at all, which is not known here");
    }

    public override bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end)
    {
        var stepsLeft = StepBudget.For(text);
        return TryFind(text, from, ref stepsLeft, out start, out end);
    }

    public override bool TryFind(ReadOnlySpan<byte> text, int from, ref long stepsLeft, out int start, out int end)
    {
        var matcher = new PatternMatcher(_steps, text, ref stepsLeft);
        try
        {
            for (start = from; start < text.Length; start += Utf8Characters.LengthAt(text, start))
            {
                if (matcher.TryMatch(start, out end))
                    return true;
            }

            end = start;
            return false;
        }
        finally
        {
            matcher.Dispose();
        }
    }
}
