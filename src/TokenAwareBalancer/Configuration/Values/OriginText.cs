using System.Globalization;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration.Values;

/// <summary>The origin of a web page, <c>scheme://host[:port]</c>, as browsers send it (RFC 6454, 6.2).</summary>
internal static partial class OriginText
{
    /// <summary>For the JSON schema.</summary>
    public const string Pattern = @"^(\*|[A-Za-z][A-Za-z0-9+.-]*://[^/?#@*\s]+)$";

    /// <summary>Yields what a browser sends, so that comparing texts is enough.</summary>
    public static ParsedValue Parse(string text)
    {
        if (text == CrossOriginOptions.Any)
            return ParsedValue.Good(text);
        if (!text.Contains("://", StringComparison.Ordinal))
            return ParsedValue.Bad("has no scheme");
        if (WithPath().IsMatch(text))
            return ParsedValue.Bad("has a path");
        return Shape().IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out var origin) && origin.Host.Length > 0
            ? ParsedValue.Good(AsBrowsersWrite(origin))
            : ParsedValue.Bad("is not an origin");
    }

    private static string AsBrowsersWrite(Uri origin)
    {
        var host = origin.HostNameType == UriHostNameType.IPv6 ? origin.Host : origin.IdnHost;
        var port = origin.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{origin.Port}");
        return $"{origin.Scheme}://{host.ToLowerInvariant()}{port}";
    }

    [GeneratedRegex(@"^(\*|[A-Za-z][A-Za-z0-9+.-]*://[^/?#@*\s]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#@*\s]+/", RegexOptions.CultureInvariant)]
    private static partial Regex WithPath();
}
