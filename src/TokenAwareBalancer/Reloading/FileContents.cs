using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Reloading;

/// <summary>What some files held at one moment. Never changes.</summary>
/// <param name="contents">The bytes by path, or a stamp; null for a file that could not be read.</param>
/// <param name="stamped">Files of which the stamp is kept.</param>
internal sealed class FileContents(IReadOnlyDictionary<string, byte[]?> contents, IReadOnlySet<string>? stamped = null)
{
    private readonly IReadOnlyDictionary<string, byte[]?> _contents = contents;

    public IEnumerable<string> Paths => _contents.Keys;

    /// <summary>The same files as they are now.</summary>
    public FileContents ReadAgain() => new(
        _contents.Keys.ToDictionary(path => path, path => stamped?.Contains(path) == true ? FileStamp.Read(path) : Read(path)),
        stamped);

    public bool SameAs(FileContents other) =>
        _contents.Count == other._contents.Count
        && _contents.All(file => other._contents.TryGetValue(file.Key, out var content) && Same(file.Value, content));

    /// <summary>Whether a file holds something else than before. One that is gone for a moment does not.</summary>
    public bool HasNewsFor(FileContents before) => _contents.Any(file =>
        file.Value is not null
        && (!before._contents.TryGetValue(file.Key, out var content) || !Same(file.Value, content)));

    private static bool Same(byte[]? content, byte[]? other) =>
        content is null ? other is null : other is not null && content.AsSpan().SequenceEqual(other);

    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
