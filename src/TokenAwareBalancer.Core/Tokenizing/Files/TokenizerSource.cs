using System.Security.Cryptography;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds tokenizers by what a user writes: the name of a built-in one, or a file.</summary>
public static class TokenizerSource
{
    private static readonly Lock Lock = new();

    // A tokenizer that nobody uses any more goes. Guarded by Lock.
    private static readonly Dictionary<Key, WeakReference<FileTokenizer>> Loaded = [];

    /// <summary>
    /// Finds a tokenizer: the same instance for the same content by the same name, and the same tables for the same
    /// content by another. Thread-safe.
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

    private static FileTokenizer LoadShared(TokenizerReference reference)
    {
        var content = TokenizerFiles.ReadAll(reference.Path);
        var key = new Key(Hash(content), PatternOf(reference, content), reference.Name);
        lock (Lock)
        {
            if (Find_NeedsLock(key) is { } known)
                return known;
            ForgetUnused_NeedsLock();
            var loaded = FindSameTables_NeedsLock(key)?.Named(key.Name)
                ?? (FileTokenizer)TokenizerFiles.Load(reference, content);
            Loaded[key] = new WeakReference<FileTokenizer>(loaded);
            return loaded;
        }
    }

    private static FileTokenizer? Find_NeedsLock(Key key) =>
        Loaded.TryGetValue(key, out var weak) && weak.TryGetTarget(out var known) ? known : null;

    private static FileTokenizer? FindSameTables_NeedsLock(Key key) => Loaded.Keys
        .Where(other => other.Content == key.Content && other.Pattern == key.Pattern)
        .Select(Find_NeedsLock)
        .FirstOrDefault(static known => known is not null);

    private static void ForgetUnused_NeedsLock()
    {
        foreach (var (key, weak) in Loaded)
        {
            if (!weak.TryGetTarget(out _))
                Loaded.Remove(key);
        }
    }

    /// <summary>What of a reference beside the content tells how texts are cut: nothing if the content does, else the
    /// pattern, or the file's name.</summary>
    private static string? PatternOf(TokenizerReference reference, byte[] content) =>
        TokenizerFiles.IsJson(content) ? null : reference.Pattern?.Name ?? Path.GetFileName(reference.Path);

    private static UInt128 Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    /// <param name="Content">A hash of the file.</param>
    /// <param name="Pattern">How texts are cut, where the content does not say so.</param>
    /// <param name="Name">What the tokenizer is called in logs and metrics: each user's own words.</param>
    private sealed record Key(UInt128 Content, string? Pattern, string Name);
}
