using System.Globalization;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>
/// Says which backends there are: the configuration's entries, with names replaced by what they stand for.
/// </summary>
/// <remarks>
/// A backend that is found is called by its entry and its address, or the first label of its host and its port, so
/// that it is the same one as long as DNS knows it. Should two be called alike, the later ones are numbered.
/// </remarks>
internal static class FleetNames
{
    public static IReadOnlyList<NamedBackend> Resolve(BalancerOptions options, KnownNames known)
    {
        // Those that are written first: their names do not depend on what DNS says.
        var taken = options.Backends.Where(entry => NameQuestion.Of(entry) is null)
            .Select(entry => entry.Name)
            .ToHashSet(StringComparer.Ordinal);
        return [.. options.Backends.SelectMany(entry => NameQuestion.Of(entry) is { } question
            ? known.Of(question).Places.Select(place => Of(entry, place, taken))
            : [new NamedBackend(entry, entry.Name, entry.Url, HostHeader: null, entry.Weight)])];
    }

    private static NamedBackend Of(BackendOptions entry, FoundPlace place, HashSet<string> taken)
    {
        var address = new UriBuilder(entry.Url) { Host = place.Host, Port = place.Port ?? entry.Url.Port }.Uri;
        var weight = entry.Weight * place.Share;
        // A host that SRV records name has its own name; an address answers to the one that led to it.
        return place.Port is { } port
            ? new(entry, Unique($"{entry.Name}-{place.Host.Split('.')[0]}-{Text(port)}", taken), address, null, weight)
            : new(entry, Unique($"{entry.Name}-{Text(place.Host)}", taken), address, entry.Url.Authority, weight);
    }

    private static string Unique(string name, HashSet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
            unique = $"{name}-{Text(number)}";
        return unique;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // As names of backends are: without the colons of IPv6, and the % of its scopes.
    private static string Text(string address) =>
        new([.. address.Select(character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-')]);
}
