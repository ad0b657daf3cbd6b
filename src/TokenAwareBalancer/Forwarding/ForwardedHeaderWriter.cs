using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Forwarding;

/// <summary>Says to a backend for whom a request is forwarded, how it came and to which host.</summary>
/// <remarks>
/// Engines on Uvicorn believe these headers of a proxy on the same machine, and put them into their logs: passed on as
/// they came, they would let a client write another's address there.
/// </remarks>
internal static class ForwardedHeaderWriter
{
    private const string For = "X-Forwarded-For", Proto = "X-Forwarded-Proto", Host = "X-Forwarded-Host";

    /// <summary>RFC 7239's one header for all three.</summary>
    private const string Forwarded = "Forwarded";

    /// <summary>The balancer in <c>Via</c>, which is for finding loops (RFC 9110, 7.6.3).</summary>
    private const string Pseudonym = "balancer";

    private static readonly string[] Claims =
        [For, Proto, Host, Forwarded, "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Real-IP"];

    public static void Write(HttpRequest client, HttpRequestMessage backend, ForwardedHeaders mode)
    {
        if (mode != ForwardedHeaders.Append)
        {
            foreach (var name in Claims)
                backend.Headers.Remove(name);
        }

        if (mode == ForwardedHeaders.Remove)
            return;
        var address = AddressOf(client);
        var version = client.Protocol.AsSpan(client.Protocol.IndexOf('/') + 1);
        backend.Headers.TryAddWithoutValidation("Via", $"{version} {Pseudonym}");
        backend.Headers.TryAddWithoutValidation(For, address);
        AddIfAbsent(backend, Proto, client.Scheme);
        AddIfAbsent(backend, Host, client.Host.Value);
        // Who reads it, reads its last element: one is added where there are others.
        if (backend.Headers.NonValidated.Contains(Forwarded))
            backend.Headers.TryAddWithoutValidation(Forwarded, $"for={Quoted(address)};proto={client.Scheme}");
    }

    private static void AddIfAbsent(HttpRequestMessage backend, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value) && !backend.Headers.NonValidated.Contains(name))
            backend.Headers.TryAddWithoutValidation(name, value);
    }

    // A socket for both families shows a client of IPv4 by an address of IPv6.
    private static string AddressOf(HttpRequest client) =>
        client.HttpContext.Connection.RemoteIpAddress is { } address
            ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
            : "unknown";

    private static string Quoted(string address) =>
        address.Contains(':', StringComparison.Ordinal) ? $"\"[{address}]\"" : address;
}
