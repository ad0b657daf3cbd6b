using System.Globalization;
using System.Net;

namespace TokenAwareBalancer.Configuration;

/// <summary>Where a port is opened: an IP address, localhost or every interface, and the port's number.</summary>
internal readonly record struct ListenAddress
{
    private static readonly IPAddress[] Loopbacks = [IPAddress.Loopback, IPAddress.IPv6Loopback];

    private ListenAddress(string text, string host, IPAddress? address, int port)
    {
        Text = text;
        IsLocalhost = host == "localhost";
        Address = address;
        Port = port;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Null for localhost and for every interface.</summary>
    public IPAddress? Address { get; }

    /// <summary>The IPv4 and the IPv6 loopback address.</summary>
    public bool IsLocalhost { get; }

    /// <summary>Every interface, IPv4 and IPv6.</summary>
    public bool IsEveryInterface => Address is null && !IsLocalhost;

    /// <summary>Reached from this machine only.</summary>
    public bool IsLoopback => IsLocalhost || (Address is not null && IPAddress.IsLoopback(Address));

    /// <summary>0 lets the system choose.</summary>
    public int Port { get; }

    public override string ToString() => Text;

    /// <summary>Null, and the problem to read on from the text, when it is no address.</summary>
    public static ListenAddress? Parse(string text, out string? problem)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon];
        if (colon < 0 || text.EndsWith(']'))
            problem = "has no port";
        else if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port > IPEndPoint.MaxPort)
            problem = $"has a port that is not a number from 0 to {IPEndPoint.MaxPort}";
        else
            return WithHost(text, host, port, out problem);
        return null;
    }

    /// <summary>True when the system would refuse to open both.</summary>
    public bool Overlaps(ListenAddress other) =>
        Port != 0 && Port == other.Port
        && Array.Exists(
            Addresses(), mine => Array.Exists(other.Addresses(), its => Covers(mine, its) || Covers(its, mine)));

    private static ListenAddress? WithHost(string text, string host, int port, out string? problem)
    {
        problem = null;
        switch (host)
        {
            case "" or "*":
                return new(text, host, null, port);
            // Kestrel opens localhost on two addresses and cannot get the same free port for both.
            case "localhost" when port == 0:
                problem = "cannot have port 0: localhost is two addresses";
                return null;
            case "localhost":
                return new(text, host, null, port);
        }

        if (ParseAddress(host) is { } address)
            return new(text, host, address, port);
        problem = host.Contains(':') && !host.StartsWith('[')
            ? "has an IPv6 address without brackets"
            : "has a host that is not an IP address";
        return null;
    }

    // IPAddress.TryParse alone would read "1" as 0.0.0.1.
    private static IPAddress? ParseAddress(string host)
    {
        if (host.StartsWith('[') && host.EndsWith(']'))
            return host.Contains(':') && IPAddress.TryParse(host[1..^1], out var sixth) ? sixth : null;
        return host.Split('.').Length == 4 && IPAddress.TryParse(host, out var fourth) ? fourth : null;
    }

    private IPAddress[] Addresses() =>
        IsLocalhost ? Loopbacks : [Address ?? IPAddress.IPv6Any];

    // Kestrel opens [::] for IPv4 too.
    private static bool Covers(IPAddress wide, IPAddress narrow) =>
        wide.Equals(narrow)
        || wide.Equals(IPAddress.IPv6Any)
        || (wide.Equals(IPAddress.Any) && narrow.AddressFamily == IPAddress.Any.AddressFamily);
}
