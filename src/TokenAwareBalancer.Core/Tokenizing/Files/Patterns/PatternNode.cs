namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>A part of a regular expression.</summary>
internal abstract record PatternNode
{
    /// <summary>The fewest characters it matches.</summary>
    public abstract int LeastCharacters { get; }

    /// <summary>One character of a set.</summary>
    public sealed record One(CharacterSet Set) : PatternNode
    {
        public override int LeastCharacters => 1;
    }

    /// <summary>Parts one after the other; nothing if there are none.</summary>
    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode
    {
        public override int LeastCharacters => Parts.Sum(part => part.LeastCharacters);
    }

    /// <summary>The first of its choices that lets the rest match.</summary>
    public sealed record Choice(IReadOnlyList<PatternNode> Choices) : PatternNode
    {
        public override int LeastCharacters => Choices.Min(choice => choice.LeastCharacters);
    }

    /// <summary>A part repeated; <see cref="int.MaxValue"/> times is without end.</summary>
    public sealed record Repeat(PatternNode Part, int Least, int Most, Greed Greed) : PatternNode
    {
        public override int LeastCharacters => Least * Part.LeastCharacters;
    }

    /// <summary>A part that, once matched, is not matched otherwise.</summary>
    public sealed record Atomic(PatternNode Part) : PatternNode
    {
        public override int LeastCharacters => Part.LeastCharacters;
    }

    /// <summary>Whether a part matches, or not, from here on.</summary>
    public sealed record Ahead(PatternNode Part, bool Negated) : PatternNode
    {
        public override int LeastCharacters => 0;
    }

    /// <summary>Whether a character of a set, or none such, is before here.</summary>
    public sealed record Behind(CharacterSet Set, bool Negated) : PatternNode
    {
        public override int LeastCharacters => 0;
    }

    /// <summary>Whether here is such a place.</summary>
    public sealed record At(Place Place) : PatternNode
    {
        public override int LeastCharacters => 0;
    }
}
