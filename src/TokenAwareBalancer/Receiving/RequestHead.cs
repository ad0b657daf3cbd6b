using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace TokenAwareBalancer.Receiving;

/// <summary>Finds what the web server lets pass, and the next server might read in another way.</summary>
/// <remarks>
/// The server reads heads as their senders may have meant them (RFC 9112 allows much of it). Whoever stands in front
/// of this balancer may have meant something else, and then a request hides in another's body. An honest client sends
/// none of this, so that nothing is lost by refusing it.
/// </remarks>
internal static class RequestHead
{
    /// <summary>Where the server puts a length that it does not go by, because there are chunks.</summary>
    private const string IgnoredLength = "X-Content-Length";

    // RFC 9110, 5.6.2.
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // RFC 9110, 5.5: a tab may be in a value, and no other control character.
    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Append(127).Where(code => code != '\t').Select(code => (char)code)]);

    /// <returns>What is wrong, as a sentence; null when nothing is.</returns>
    public static string? FindFault(HttpRequest request) =>
        FindFaultOfTarget(request) ?? FindFaultOfFraming(request) ?? FindFaultOfHeaders(request.Headers)
        ?? FindUpgrade(request);

    private static string? FindFaultOfTarget(HttpRequest request)
    {
        if (request.Method.AsSpan().ContainsAnyInRange('a', 'z'))
            return $"There is no method '{Shorten(request.Method)}': methods are written in capitals.";
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (target.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return "The target has a character that a URL does not have: it must be escaped.";
        return target.AsSpan().Contains('#') ? "The target has a fragment, which is not sent." : null;
    }

    private static string? FindFaultOfFraming(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        if (coding.Count == 0)
            return null;
        if (request.Headers.ContainsKey(IgnoredLength))
            return "Content-Length and Transfer-Encoding are both there: a body has one length.";
        if (HttpProtocol.IsHttp10(request.Protocol))
            return "HTTP/1.0 has no Transfer-Encoding.";
        return coding.Count == 1 && "chunked".Equals(coding[0], StringComparison.OrdinalIgnoreCase)
            ? null
            : "Transfer-Encoding may be chunked, once, and nothing else.";
    }

    private static string? FindFaultOfHeaders(IHeaderDictionary headers)
    {
        foreach (var (name, values) in headers)
        {
            // Those of HTTP/2 that begin with a colon have become something else by now.
            if (name.AsSpan().ContainsAnyExcept(TokenCharacters))
                return "A header's name has a character that names do not have.";
            foreach (var value in values)
            {
                if (value.AsSpan().ContainsAny(ControlCharacters))
                    return $"The header {Shorten(name)} has a control character in its value.";
            }
        }

        return null;
    }

    // What follows an upgrade is no request: it could be neither counted nor balanced.
    private static string? FindUpgrade(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        && request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase)
            ? "Web sockets (Upgrade: websocket) are not passed on."
            : null;

    private static string Shorten(string text) => text.Length <= 50 ? text : $"{text.AsSpan(0, 50)}…";
}
