namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>How pre-tokenizers and added tokens see a code point; they do not all follow one Unicode version.</summary>
[Flags]
internal enum UnicodeFlags : byte
{
    None = 0,

    /// <summary>A number to the pre-tokenizer <c>Digits</c>.</summary>
    Numeric = 1,

    /// <summary>Punctuation to the pre-tokenizer <c>Punctuation</c>.</summary>
    Punctuation = 2,

    /// <summary>A word's character to the pre-tokenizer <c>Whitespace</c> and to <c>single_word</c>.</summary>
    Word = 4,

    /// <summary><c>\w</c> in a regular expression.</summary>
    RegexWord = 8,
}
