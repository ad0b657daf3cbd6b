namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>One step of a compiled regular expression.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Set">The characters it is about.</param>
/// <param name="Next">Where to go on, for those that go elsewhere than to the next step.</param>
/// <param name="Other">Where to go on if that fails.</param>
/// <param name="Negated">Whether it is about what does not match.</param>
/// <param name="Most">How many characters to take at most.</param>
/// <param name="Place">The place to be at.</param>
internal sealed record PatternStep(
    PatternStepKind Kind,
    CharacterSet? Set = null,
    int Next = 0,
    int Other = 0,
    bool Negated = false,
    int Most = 0,
    Place Place = default);
