namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>Reads the files of one configuration, and remembers what they held.</summary>
internal sealed class ReadFiles
{
    /// <summary>The problem of a file that is not there.</summary>
    public const string Missing = "does not exist";

    private readonly Dictionary<string, byte[]?> _contents = [];

    private readonly HashSet<string> _stamped = [];

    /// <summary>The bytes of each file as they were, or its stamp; null for one that could not be read.</summary>
    public IReadOnlyDictionary<string, byte[]?> Contents => _contents;

    /// <summary>Those of which the <see cref="FileStamp"/> is kept.</summary>
    public IReadOnlySet<string> Stamped => _stamped;

    /// <summary>A large file is about to be read by somebody else.</summary>
    public void Stamp(string path)
    {
        _stamped.Add(path);
        _contents[path] = FileStamp.Read(path);
    }

    /// <returns>Null when it cannot be read.</returns>
    public string? Read(string path, out string? problem)
    {
        _contents[path] = null;
        problem = null;
        try
        {
            var bytes = File.ReadAllBytes(path);
            _contents[path] = bytes;
            using var reader = new StreamReader(new MemoryStream(bytes));
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            problem = Missing;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = $"cannot be read: {exception.Message}";
        }

        return null;
    }
}
