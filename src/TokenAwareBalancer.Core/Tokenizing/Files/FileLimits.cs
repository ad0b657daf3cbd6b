namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>How large a tokenizer's file may be, and what is in it.</summary>
/// <remarks>
/// Several times what is published: the largest vocabularies have 262,000 tokens, the largest files 35 MB and 580,000
/// merges. The bounds on a token's bytes and on those of all are <see cref="Vocabulary"/>'s, which has one byte for a
/// length and three for a place.
/// </remarks>
internal static class FileLimits
{
    public const int FileBytes = 128 << 20;

    public const int Tokens = 1 << 19;

    public const int Merges = 1 << 22;

    public const int AddedTokens = 1 << 16;

    public const int HighestId = (1 << 22) - 1;

    public const int LongestTokenBytes = byte.MaxValue;

    public const int AllTokensBytes = 1 << 24;

    public const int ComponentBytes = 1 << 20;

    public const int Components = 64;

    /// <summary>How many times as long a normalizer may make a text, by the product of its components'.</summary>
    /// <remarks>Published ones reach NFKC's eleven; twice that with lower case between is within it.</remarks>
    public const int NormalizerGrowth = 256;

    public const int JsonDepth = 32;
}
