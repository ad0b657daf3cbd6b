namespace TokenAwareBalancer.Tokenizing;

/// <summary>
/// What the splitters' patterns distinguish in a character. Each character has exactly one of the single bits, which
/// <c>tools/vocabularies/character-classes.mjs</c> assigns; the combinations name the patterns' bracket expressions.
/// </summary>
[Flags]
internal enum CharacterClass : byte
{
    None = 0,

    /// <summary>Upper-case and title-case letters: <c>[\p{Lu}\p{Lt}]</c>.</summary>
    UpperLetter = 1,

    /// <summary>Lower-case letters: <c>\p{Ll}</c>.</summary>
    LowerLetter = 2,

    /// <summary>Letters of neither case: <c>[\p{Lm}\p{Lo}]</c>.</summary>
    UncasedLetter = 4,

    /// <summary><c>\p{M}</c>.</summary>
    Mark = 8,

    /// <summary><c>\p{N}</c>.</summary>
    Number = 16,

    /// <summary>White space other than line ends: <c>[^\S\r\n]</c>.</summary>
    Blank = 32,

    /// <summary><c>[\r\n]</c>.</summary>
    LineEnd = 64,

    /// <summary>Everything else: punctuation, symbols, controls, unassigned.</summary>
    Other = 128,

    /// <summary><c>\p{L}</c>.</summary>
    Letter = UpperLetter | LowerLetter | UncasedLetter,

    /// <summary><c>[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]</c>.</summary>
    NotLower = UpperLetter | UncasedLetter | Mark,

    /// <summary><c>[\p{Ll}\p{Lm}\p{Lo}\p{M}]</c>.</summary>
    NotUpper = LowerLetter | UncasedLetter | Mark,

    /// <summary><c>[\p{Lm}\p{Lo}\p{M}]</c>, which both of the above hold.</summary>
    Caseless = UncasedLetter | Mark,

    /// <summary><c>\s</c>.</summary>
    WhiteSpace = Blank | LineEnd,

    /// <summary><c>[^\s\p{L}\p{N}]</c>.</summary>
    Symbol = Mark | Other,

    /// <summary><c>[^\r\n\p{L}\p{N}]</c>: what may stand before a word as part of its piece.</summary>
    WordPrefix = Mark | Blank | Other,
}
