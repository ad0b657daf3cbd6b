using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Reloading;

/// <summary>The files that the configuration comes from, to be read again and again.</summary>
/// <remarks>
/// The file that was named, and those that it refers to. Loaded by one caller at a time; whether they have changed may
/// be asked meanwhile.
/// </remarks>
internal sealed class ConfigurationSource
{
    private readonly Func<ConfigurationResult> _load;
    private volatile FileContents _loaded;

    /// <param name="file">The path of the file that was named.</param>
    /// <param name="load">Reads it, with what the command line sets above it.</param>
    public ConfigurationSource(string file, Func<ConfigurationResult> load)
    {
        File = file;
        _load = load;
        _loaded = new(new Dictionary<string, byte[]?> { [file] = null });
    }

    public string File { get; }

    /// <summary>All of them, as they were found when it was loaded last.</summary>
    public IEnumerable<string> Files => _loaded.Paths;

    public ConfigurationResult Load()
    {
        var result = _load();
        // What was read, not what is there by now: whatever was written meanwhile is then seen as a change.
        _loaded = new(result.Files, result.StampedFiles);
        return result;
    }

    /// <summary>What the files hold just now.</summary>
    public FileContents ReadContents() => _loaded.ReadAgain();

    /// <summary>Whether these contents were the files' when they were loaded last.</summary>
    public bool IsLoaded(FileContents contents) => !contents.HasNewsFor(_loaded);
}
