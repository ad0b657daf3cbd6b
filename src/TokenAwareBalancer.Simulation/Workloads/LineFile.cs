namespace TokenAwareBalancer.Workloads;

/// <summary>A text file read line by line, whose errors say where in it they are.</summary>
internal static class LineFile
{
    /// <summary>Reads each line that is not blank, one at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="parse">Throws <see cref="FormatException"/> with what is wrong and what would be right.</param>
    /// <exception cref="WorkloadException">The file cannot be read, or a line not understood.</exception>
    public static IEnumerable<T> Read<T>(string path, Func<string, T> parse)
    {
        using var lines = Open(path);
        for (var number = 1; ReadLine(lines, path) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(path, number, line, parse);
        }
    }

    public static string Place(string path, int lineNumber) => $"{path}, line {lineNumber}";

    private static T Parse<T>(string path, int number, string line, Func<string, T> parse)
    {
        try
        {
            return parse(line);
        }
        catch (FormatException exception)
        {
            throw new WorkloadException($"{Place(path, number)}: {exception.Message}.", exception);
        }
    }

    private static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new WorkloadException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static string? ReadLine(StreamReader lines, string path)
    {
        try
        {
            return lines.ReadLine();
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw new WorkloadException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
