namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>A tokenizer's file, and the pattern to go with it where the user named one.</summary>
/// <param name="Name">As the user wrote it.</param>
/// <param name="Path">The file's path.</param>
/// <param name="Pattern">How texts are cut; none if the file or its name says so.</param>
internal sealed record TokenizerReference(string Name, string Path, TiktokenPattern? Pattern)
{
    /// <summary>Reads <c>PATH</c> or <c>PATTERN:PATH</c>.</summary>
    public static TokenizerReference Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && TiktokenPattern.TryGet(text.AsSpan(0, colon), out var pattern)
            ? new TokenizerReference(text, text[(colon + 1)..], pattern)
            : new TokenizerReference(text, text, Pattern: null);
    }

    /// <summary>The same, if its path is relative, from a folder on.</summary>
    public TokenizerReference In(string folder) => this with { Path = System.IO.Path.Combine(folder, Path) };
}
