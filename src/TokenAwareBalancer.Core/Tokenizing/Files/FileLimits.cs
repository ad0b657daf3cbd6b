namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>How large a tokenizer's file may be, and what is in it.</summary>
/// <remarks>
/// Several times what is published: the largest vocabularies have 262,000 tokens, the largest files 35 MB. The bounds
/// on bytes are those of <see cref="Vocabulary"/>, which has one byte for a token's length and three for its place.
/// </remarks>
internal static class FileLimits
{
    public const int FileBytes = 128 << 20;

    public const int Tokens = 1 << 19;

    public const int HighestId = (1 << 22) - 1;

    public const int LongestTokenBytes = byte.MaxValue;

    public const int AllTokensBytes = 1 << 24;
}
