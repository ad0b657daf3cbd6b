using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Reloading;

/// <summary>The file that the configuration comes from, to be read again and again.</summary>
/// <remarks>Loaded by one caller at a time; whether it has changed may be asked meanwhile.</remarks>
internal sealed class ConfigurationSource
{
    private readonly Func<ConfigurationResult> _load;
    private volatile byte[]? _loaded;

    /// <param name="file">Its path.</param>
    /// <param name="load">Reads it, with what the command line sets above it.</param>
    public ConfigurationSource(string file, Func<ConfigurationResult> load)
    {
        File = file;
        _load = load;
    }

    public string File { get; }

    public ConfigurationResult Load()
    {
        // Before it is read: what is written in between is then seen as a change.
        _loaded = ReadContent();
        return _load();
    }

    /// <summary>The file's bytes; null when it cannot be read just now.</summary>
    public byte[]? ReadContent()
    {
        try
        {
            return System.IO.File.ReadAllBytes(File);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether this content was the file's when it was loaded last.</summary>
    public bool IsLoaded(byte[] content) => _loaded is { } loaded && content.AsSpan().SequenceEqual(loaded);
}
