using System.Net;

namespace TokenAwareBalancer.Administration;

/// <summary>Tells requests that a web page of somebody else's has made a browser send.</summary>
/// <remarks>
/// A port on loopback is open to every page that its operator visits: a page can let its own name resolve to 127.0.0.1
/// (DNS rebinding), and its requests then carry that name as <c>Host</c>, and those that change something an
/// <c>Origin</c>. Where a token is asked for, no page has it.
/// </remarks>
internal static class AdminOrigin
{
    /// <summary>Metrics are scraped by whatever name, and change nothing.</summary>
    public static bool Guards(PathString path) => path.StartsWithSegments("/admin", StringComparison.Ordinal);

    public static bool IsForeign(HttpRequest request) =>
        !IsLoopback(request.Host.Host)
        || (request.Headers.Origin is { Count: > 0 } origin && origin.ToString() != $"{request.Scheme}://{request.Host}");

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
