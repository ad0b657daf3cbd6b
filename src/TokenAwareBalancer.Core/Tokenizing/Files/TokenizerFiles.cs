namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads tokenizers from files: Hugging Face's <c>tokenizer.json</c>, and ranks as tiktoken writes
/// them.</summary>
public static class TokenizerFiles
{
    /// <summary>Reads a tokenizer.</summary>
    /// <param name="path">
    /// A file's path; for a file of ranks whose name does not tell its pattern, <c>PATTERN:PATH</c>.
    /// </param>
    /// <exception cref="TokenizerFileException">The file cannot be read or used.</exception>
    public static ITokenEncoder Load(string path)
    {
        var reference = TokenizerReference.Parse(path);
        return Load(reference, ReadAll(reference.Path));
    }

    internal static ITokenEncoder Load(TokenizerReference reference, byte[] content)
    {
        // A byte order mark, which editors on Windows leave behind.
        ReadOnlyMemory<byte> text = content.AsSpan().StartsWith("\uFEFF"u8) ? content.AsMemory(3) : content;
        return text.Span.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..]
            ? new TokenizerJsonReader(reference.Path, text).Read(reference.Name)
            : new TiktokenReader(reference.Path, text).Read(reference.Name, reference.Pattern);
    }

    internal static byte[] ReadAll(string path)
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
}
