using System.Security.Cryptography;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds tokenizers by what a user writes: the name of a built-in one, or a file.</summary>
public static class TokenizerSource
{
    private static readonly Lock Lock = new();

    // By the file's content and the pattern it is used with; a tokenizer that nobody uses any more goes. Guarded by
    // Lock.
    private static readonly Dictionary<(UInt128 Content, string? Pattern), WeakReference<ITokenEncoder>> Loaded = [];

    /// <summary>
    /// Finds a tokenizer; the same instance for files of the same content, so that models share tables. Thread-safe.
    /// </summary>
    /// <param name="nameOrFile">
    /// One of <see cref="BuiltInTokenizers.Names"/>, a path, or <c>PATTERN:PATH</c>.
    /// </param>
    /// <param name="folder">What a relative path starts from; the current folder if empty.</param>
    /// <exception cref="TokenizerFileException">There is none of that name, or the file cannot be used.</exception>
    public static ITokenEncoder Resolve(string nameOrFile, string folder = "")
    {
        if (BuiltInTokenizers.TryGet(nameOrFile, out var counter))
            return (ITokenEncoder)counter;
        var reference = TokenizerReference.Parse(nameOrFile).In(folder);
        if (!File.Exists(reference.Path))
        {
            throw new TokenizerFileException(nameOrFile.AsSpan().ContainsAny(@"./\:")
                ? $"{reference.Path}: there is no such file."
                : $"{nameOrFile}: there is neither a built-in tokenizer nor a file of that name. Built in are "
                    + $"{string.Join(", ", BuiltInTokenizers.Names)}.");
        }

        return LoadShared(reference);
    }

    /// <summary>The path of the file that a user wrote, so that it can be watched.</summary>
    /// <param name="file">A path, or <c>PATTERN:PATH</c>.</param>
    /// <param name="folder">What a relative path starts from; the current folder if empty.</param>
    public static string PathOf(string file, string folder = "") => TokenizerReference.Parse(file).In(folder).Path;

    private static ITokenEncoder LoadShared(TokenizerReference reference)
    {
        var content = TokenizerFiles.ReadAll(reference.Path);
        var key = (Hash(content), PatternOf(reference));
        lock (Lock)
        {
            if (Loaded.TryGetValue(key, out var weak) && weak.TryGetTarget(out var known))
                return known;
            var loaded = TokenizerFiles.Load(reference, content);
            ForgetUnused_NeedsLock();
            Loaded[key] = new WeakReference<ITokenEncoder>(loaded);
            return loaded;
        }
    }

    private static void ForgetUnused_NeedsLock()
    {
        foreach (var (key, weak) in Loaded)
        {
            if (!weak.TryGetTarget(out _))
                Loaded.Remove(key);
        }
    }

    /// <summary>What of a reference beside the content tells how texts are cut: the pattern, or the file's
    /// name.</summary>
    private static string? PatternOf(TokenizerReference reference) =>
        reference.Pattern?.Name ?? Path.GetFileName(reference.Path);

    private static UInt128 Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
