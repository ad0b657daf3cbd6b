using System.Globalization;
using System.Net;

namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>
/// Which DNS servers are asked, and under which names: what <c>/etc/resolv.conf</c> says (resolv.conf(5)).
/// </summary>
/// <param name="Servers">In the order in which they are asked, at most three.</param>
/// <param name="SearchDomains">What is appended to a name that is not whole.</param>
/// <param name="DotsOfWhole">From so many dots on a name is tried as it is first.</param>
internal sealed record ResolverSettings(
    IReadOnlyList<IPEndPoint> Servers, IReadOnlyList<string> SearchDomains, int DotsOfWhole)
{
    public const string File = "/etc/resolv.conf";

    private const int Port = 53;
    private const int MostServers = 3;
    private const int MostDomains = 16;

    /// <summary>Those of this machine; without a file, its own server.</summary>
    public static ResolverSettings OfThisMachine()
    {
        try
        {
            return Parse(System.IO.File.ReadAllText(File));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Parse("");
        }
    }

    public static ResolverSettings Parse(string text)
    {
        var lines = text.Split('\n')
            .Select(line => line.Split('#', ';')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1)
            .ToArray();
        var servers = lines.Where(words => words[0] == "nameserver")
            .Select(words => IPAddress.TryParse(words[1], out var address) ? new IPEndPoint(address, Port) : null)
            .OfType<IPEndPoint>()
            .Take(MostServers)
            .ToArray();
        var domains = lines.LastOrDefault(words => words[0] is "search" or "domain") is { } search
            ? search[1..].Select(domain => domain.Trim('.')).Where(domain => domain.Length > 0).Take(MostDomains)
            : [];
        return new ResolverSettings(
            servers.Length > 0 ? servers : [new IPEndPoint(IPAddress.Loopback, Port)], [.. domains], DotsOf(lines));
    }

    /// <summary>The same names, asked of one server.</summary>
    /// <param name="server">As configured, valid.</param>
    public ResolverSettings AskOnly(string server)
    {
        var place = IPEndPoint.Parse(server);
        return this with { Servers = [place.Port == 0 ? new IPEndPoint(place.Address, Port) : place] };
    }

    /// <summary>The names to try, one after the other. One with a dot at its end is whole.</summary>
    public IEnumerable<string> NamesOf(string name)
    {
        if (name.EndsWith('.'))
            return [name];
        var longer = SearchDomains.Select(domain => $"{name}.{domain}");
        return name.Count(character => character == '.') >= DotsOfWhole ? longer.Prepend(name) : longer.Append(name);
    }

    private static int DotsOf(IEnumerable<string[]> lines) => lines
        .Where(words => words[0] == "options")
        .SelectMany(words => words[1..])
        .Where(option => option.StartsWith("ndots:", StringComparison.Ordinal))
        .Select(option => int.TryParse(
            option["ndots:".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var dots) ? dots : 1)
        .LastOrDefault(1);
}
