namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>A tokenizer's file cannot be used; the message says which file, where in it, why, and what would
/// do.</summary>
public sealed class TokenizerFileException : Exception
{
    public TokenizerFileException()
    {
    }

    public TokenizerFileException(string message)
        : base(message)
    {
    }

    public TokenizerFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
