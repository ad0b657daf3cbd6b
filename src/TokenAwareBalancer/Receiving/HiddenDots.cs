namespace TokenAwareBalancer.Receiving;

/// <summary>
/// Finds dots in a path that a backend would resolve, out of <c>/v1</c> and with the balancer's own key.
/// </summary>
/// <remarks>
/// The server has resolved the dots that it could see. Others unescape once more, take a backslash for a slash, drop
/// what follows a semicolon, or read UTF-8 that is longer than it need be; the last has no other use.
/// </remarks>
internal static class HiddenDots
{
    /// <summary>Nobody unescapes more often.</summary>
    private const int MostUnescapings = 3;

    public static bool AreIn(string path)
    {
        if (!path.Contains("..", StringComparison.Ordinal) && !path.Contains('%', StringComparison.Ordinal))
            return false;
        if (path.Contains("%c0", StringComparison.OrdinalIgnoreCase)
            || path.Contains("%c1", StringComparison.OrdinalIgnoreCase))
            return true;
        for (var i = 0; i <= MostUnescapings; i++)
        {
            if (path.Split('/', '\\').Any(segment => segment.Split(';')[0] == ".."))
                return true;
            path = Uri.UnescapeDataString(path);
        }

        return false;
    }
}
