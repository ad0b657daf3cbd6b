namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads tokenizers from files: Hugging Face's <c>tokenizer.json</c>, and ranks as tiktoken writes
/// them.</summary>
internal static class TokenizerFiles
{
    /// <exception cref="TokenizerFileException">The file cannot be used.</exception>
    public static ITokenEncoder Load(TokenizerReference reference, byte[] content)
    {
        var text = WithoutMark(content);
        return IsJson(content)
            ? new TokenizerJsonReader(reference.Path, text).Read(reference.Name)
            : new TiktokenReader(reference.Path, text).Read(reference.Name, reference.Pattern);
    }

    /// <summary>Whether it can only be a tokenizer.json.</summary>
    public static bool IsJson(byte[] content) =>
        WithoutMark(content).Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    /// <exception cref="TokenizerFileException">The file cannot be read.</exception>
    public static byte[] ReadAll(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.Length > FileLimits.FileBytes)
            {
                throw new TokenizerFileException(
                    $"{path}: the file has {stream.Length} bytes; a tokenizer's may have {FileLimits.FileBytes}.");
            }

            var content = GC.AllocateUninitializedArray<byte>((int)stream.Length);
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new TokenizerFileException($"{path}: the file cannot be read: {e.Message}", e);
        }
    }

    // A byte order mark, which editors on Windows leave behind.
    private static ReadOnlyMemory<byte> WithoutMark(byte[] content) =>
        content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsMemory(3) : content;
}
