namespace TokenAwareBalancer.Tokenizing.Reference;

/// <summary>A part of a regular expression, matched by trying everything in the order that the pattern prefers.</summary>
internal abstract record PatternNode
{
    /// <summary>Matches at a place in a text, and what follows after it.</summary>
    /// <param name="text">Code points.</param>
    /// <param name="at">Where.</param>
    /// <param name="rest">Matches what follows this part: the end of the whole match, null if it does not.</param>
    /// <returns>The end of the whole match, null if there is none.</returns>
    public abstract int? Match(int[] text, int at, Func<int, int?> rest);
}

/// <summary>One character of a kind.</summary>
internal sealed record CharacterNode(Func<int, bool> IsKind) : PatternNode
{
    public override int? Match(int[] text, int at, Func<int, int?> rest) =>
        at < text.Length && IsKind(text[at]) ? rest(at + 1) : null;
}

/// <summary>One part after the other.</summary>
internal sealed record SequenceNode(IReadOnlyList<PatternNode> Parts) : PatternNode
{
    public override int? Match(int[] text, int at, Func<int, int?> rest) => MatchFrom(0, text, at, rest);

    private int? MatchFrom(int part, int[] text, int at, Func<int, int?> rest) => part == Parts.Count
        ? rest(at)
        : Parts[part].Match(text, at, next => MatchFrom(part + 1, text, next, rest));
}

/// <summary>The first of several that leads to a match.</summary>
internal sealed record AlternativesNode(IReadOnlyList<PatternNode> Options) : PatternNode
{
    public override int? Match(int[] text, int at, Func<int, int?> rest)
    {
        foreach (var option in Options)
        {
            if (option.Match(text, at, rest) is { } end)
                return end;
        }

        return null;
    }
}

/// <summary>A part as often as possible, or less often if what follows needs it; never less if possessive.</summary>
internal sealed record RepeatNode(PatternNode Part, int Least, int Most, bool IsPossessive) : PatternNode
{
    public override int? Match(int[] text, int at, Func<int, int?> rest)
    {
        // Of characters, without recursion: runs may be as long as a text. Of groups, there is only (…)? here.
        List<int> ends = [at];
        while (ends.Count <= Most && Part.Match(text, ends[^1], static end => end) is { } next && next > ends[^1])
            ends.Add(next);
        for (var times = ends.Count - 1; times >= Least; times--)
        {
            if (rest(ends[times]) is { } end)
                return end;
            if (IsPossessive)
                return null;
        }

        return null;
    }
}

/// <summary><c>(?=…)</c> and <c>(?!…)</c>: looks ahead without moving.</summary>
internal sealed record LookaheadNode(PatternNode Part, bool IsNegative) : PatternNode
{
    public override int? Match(int[] text, int at, Func<int, int?> rest) =>
        Part.Match(text, at, static end => end) is null == IsNegative ? rest(at) : null;
}

/// <summary><c>$</c>, the end of the text.</summary>
internal sealed record EndNode : PatternNode
{
    public override int? Match(int[] text, int at, Func<int, int?> rest) => at == text.Length ? rest(at) : null;
}
