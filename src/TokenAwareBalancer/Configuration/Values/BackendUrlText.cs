using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration.Values;

/// <summary>An engine's URL as people paste it: with or without <c>/v1</c>, perhaps behind a path prefix.</summary>
internal static class BackendUrlText
{
    /// <summary>For the JSON schema.</summary>
    public const string Pattern = "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\\s]+(/[^?#\\s]*)?$";

    private const string VersionSegment = "/v1";

    /// <summary>
    /// Yields the URL that <c>v1/chat/completions</c> is appended to: without <c>/v1</c>, with a slash at its end,
    /// so that one spelling reaches the rest of the program.
    /// </summary>
    public static ParsedValue Parse(string text)
    {
        // Uri would trim spaces around, and escape those within.
        if (text.Any(char.IsWhiteSpace) || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            return ParsedValue.Bad("is not a whole URL");
        if (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)
            return ParsedValue.Bad("is neither http nor https");
        if (url.UserInfo.Length > 0)
            return ParsedValue.Bad("holds a user name or password, for which apiKey is the place");
        if (text.Contains('?'))
            return ParsedValue.Bad("has a query");
        return text.Contains('#') ? ParsedValue.Bad("has a fragment") : ParsedValue.Good(WithoutVersion(url));
    }

    /// <summary>Passwords and keys hide before an @ and behind a question mark.</summary>
    public static string Redact(string text)
    {
        if (text.IndexOf('?') is >= 0 and var query)
            text = text[..query] + "?***";
        var at = text.LastIndexOf('@');
        if (at < 0)
            return text;
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return (scheme >= 0 && scheme < at ? text[..(scheme + 3)] : "") + "***" + text[at..];
    }

    private static Uri WithoutVersion(Uri url)
    {
        var path = url.AbsolutePath.TrimEnd('/');
        if (path.EndsWith(VersionSegment, StringComparison.OrdinalIgnoreCase))
            path = path[..^VersionSegment.Length].TrimEnd('/');
        return new Uri(url.GetLeftPart(UriPartial.Authority) + path + "/");
    }
}
