using System.Text.Json;

namespace TokenAwareBalancer.Persisting;

/// <summary>The file itself: read whole, and replaced whole, so that there is never half of one.</summary>
/// <remarks>
/// Written beside itself, flushed to the disk, and renamed, which a file system does at once or not at all: whoever
/// kills the process at any moment leaves the file before or the one after, and perhaps a <c>.tmp</c> that the next
/// writing replaces. Only its owner may read it. One caller at a time.
/// </remarks>
internal sealed class LearningFile
{
    /// <summary>Some fifty models with all that can be known of them: anything larger is another kind of file.</summary>
    private const long MostBytes = 256L << 20;

    private readonly string _path;

    public LearningFile(string path) => _path = System.IO.Path.GetFullPath(path);

    public string Path => _path;

    private string TemporaryPath => _path + ".tmp";

    /// <summary>Reads it.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="InvalidDataException">It is damaged or of another kind; the message says how.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public LearnedDocument? Read()
    {
        if (!File.Exists(_path))
            return null;
        if (new FileInfo(_path).Length > MostBytes)
            throw new InvalidDataException($"it is larger than {MostBytes >> 20} MiB");
        try
        {
            return Check(JsonSerializer.Deserialize<LearnedDocument>(File.ReadAllBytes(_path), LearnedJson.Options));
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"it is damaged: {exception.Message.TrimEnd('.')}", exception);
        }
    }

    /// <summary>Replaces it.</summary>
    /// <exception cref="IOException">It cannot be written; what was there is there still.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public void Write(LearnedDocument document)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, LearnedJson.Options);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(TemporaryPath, options))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(TemporaryPath, _path, overwrite: true);
    }

    /// <summary>Keeps it under another name, so that it is not written over.</summary>
    /// <returns>That name.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public string SetAside(DateTimeOffset now)
    {
        var aside = $"{_path}.{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}.aside";
        File.Move(_path, aside);
        return aside;
    }

    private static LearnedDocument Check(LearnedDocument? document)
    {
        if (document?.Format != LearnedDocument.TheFormat)
            throw new InvalidDataException($"it does not say that it is one (format: \"{LearnedDocument.TheFormat}\")");
        return document.Version == LearnedDocument.TheVersion
            ? document
            : throw new InvalidDataException(
                $"it is of version {document.Version}, and this program reads version {LearnedDocument.TheVersion}");
    }
}
