namespace TokenAwareBalancer.Counting;

/// <summary>The files that the arguments name: themselves, and those in directories, in the order of their names.</summary>
/// <remarks>
/// In a directory, what is hidden (its name begins with a dot) and symbolic links are passed over: the former is
/// seldom meant, the latter may lead in circles.
/// </remarks>
internal static class InputWalk
{
    public const string StandardInput = "-";

    private static readonly EnumerationOptions Files = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
    };

    /// <returns>Each with whether it was found in a directory rather than named.</returns>
    /// <exception cref="CountException">A directory cannot be read.</exception>
    public static IEnumerable<(string Name, bool IsFound)> Expand(string argument)
    {
        if (argument == StandardInput || !Directory.Exists(argument))
            return [(argument, false)];
        try
        {
            return [.. Directory.GetFiles(argument, "*", Files).Order(StringComparer.Ordinal)
                .Select(static file => (file, true))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CountException($"cannot be read: {exception.Message}");
        }
    }
}
