namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>Reads the files of one configuration, and remembers what they held.</summary>
internal sealed class ReadFiles
{
    /// <summary>The problem of a file that is not there.</summary>
    public const string Missing = "does not exist";

    private readonly Dictionary<string, byte[]?> _contents = [];

    /// <summary>The bytes of each file as they were; null for one that could not be read.</summary>
    public IReadOnlyDictionary<string, byte[]?> Contents => _contents;

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
