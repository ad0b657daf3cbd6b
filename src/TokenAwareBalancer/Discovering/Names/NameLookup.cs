using System.Net;
using System.Net.Sockets;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Dns;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>Addresses by the system's resolver, SRV records by a client of our own.</summary>
/// <remarks>
/// A host with addresses of both families is taken by its IPv4 addresses alone: in a dual-stack cluster each pod has
/// one of each, and would be two backends that share one engine.
/// </remarks>
internal sealed class NameLookup : INameLookup
{
    /// <summary>More is a mistake, or somebody's malice: each place is a backend with probes and metrics.</summary>
    public const int MostPlaces = 1000;

    /// <summary>Who may answer for a name could else freeze it for 68 years.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(5);

    public async Task<NameAnswer> LookUpAsync(
        NameQuestion question, DiscoveryOptions options, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        try
        {
            return question.Kind == DiscoveryKind.Services
                ? await LookUpServicesAsync(question.Host, options, limit.Token)
                : OfAddresses(await System.Net.Dns.GetHostAddressesAsync(question.Host, limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"no answer within {options.Timeout.TotalSeconds} s");
        }
        catch (SocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    public static NameAnswer OfAddresses(IReadOnlyCollection<IPAddress> addresses)
    {
        var family = addresses.Any(address => address.AddressFamily == AddressFamily.InterNetwork)
            ? AddressFamily.InterNetwork
            : AddressFamily.InterNetworkV6;
        var places = addresses.Where(address => address.AddressFamily == family)
            .Select(address => address.ToString())
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Take(MostPlaces)
            .Select(address => new FoundPlace(address, Port: null, Share: 1));
        return new NameAnswer([.. places], TimeSpan.Zero);
    }

    /// <summary>Those of the best priority, each with its part of the weights.</summary>
    public static NameAnswer OfServices(IEnumerable<ServiceRecord> records)
    {
        // The root as target says that there is no such service (RFC 2782).
        var usable = records.Where(record => record.Port > 0 && IsHost(record.Target)).ToArray();
        if (usable.Length == 0)
            return new NameAnswer([], TimeSpan.Zero);
        var best = usable.Min(record => record.Priority);
        var chosen = usable.Where(record => record.Priority == best)
            .DistinctBy(record => (record.Target, record.Port))
            .OrderBy(record => record.Target, StringComparer.Ordinal)
            .ThenBy(record => record.Port)
            .Take(MostPlaces)
            .ToArray();
        var meanWeight = chosen.Average(record => WeightOf(record));
        var places = chosen.Select(record =>
            new FoundPlace(record.Target, record.Port, WeightOf(record) / meanWeight));
        var holds = TimeSpan.FromSeconds(chosen.Min(record => record.TimeToLiveSeconds));
        return new NameAnswer([.. places], holds < LongestHold ? holds : LongestHold);
    }

    private static async Task<NameAnswer> LookUpServicesAsync(
        string name, DiscoveryOptions options, CancellationToken cancellationToken)
    {
        var settings = ResolverSettings.OfThisMachine();
        if (options.DnsServer is { } server)
            settings = settings.AskOnly(server);
        return OfServices(await ServiceLookup.LookUpAsync(settings, name, options.Timeout, cancellationToken));
    }

    // RFC 2782 gives one of weight 0 beside others a very small chance; where all have 0, all are alike.
    private static double WeightOf(ServiceRecord record) => Math.Max(record.Weight, 1);

    // It becomes part of a URL and of a backend's name: nothing of it may mean anything there.
    private static bool IsHost(string name) =>
        name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
        && Uri.CheckHostName(name) != UriHostNameType.Unknown;
}
