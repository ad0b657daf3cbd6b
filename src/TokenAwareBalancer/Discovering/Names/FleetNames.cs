using System.Globalization;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>
/// Says which backends there are: the configuration's entries, with names replaced by what they stand for.
/// </summary>
/// <remarks>
/// A backend that is found is called by its entry and its address, or the first label of its host and its port, so
/// that it is the same one as long as DNS knows it. Should two be called alike, the later one is numbered; and it keeps
/// its number when the first one goes, because whoever is in the fleet already keeps the name that it has.
/// </remarks>
internal static class FleetNames
{
    /// <param name="options">The entries.</param>
    /// <param name="known">What names stand for.</param>
    /// <param name="before">The fleet until now, if there was one.</param>
    public static IReadOnlyList<NamedBackend> Resolve(BalancerOptions options, KnownNames known, FleetSnapshot? before)
    {
        var held = (before?.Backends ?? []).ToDictionary(
            backend => (backend.Definition.EntryName, backend.Definition.Address), backend => backend.Name);
        // Those that are written first: their names do not depend on what DNS says.
        var taken = options.Backends.Where(entry => NameQuestion.Of(entry) is null)
            .Select(entry => entry.Name)
            .ToHashSet(StringComparer.Ordinal);
        // Nobody new takes the name of one who is there.
        var names = new NameGiver(held, taken);
        return [.. options.Backends.SelectMany(entry => NameQuestion.Of(entry) is { } question
            ? known.Of(question).Places.Select(place => Of(entry, place, names))
            : [new NamedBackend(entry, entry.Name, entry.Url, HostHeader: null, entry.Weight)])];
    }

    private static NamedBackend Of(BackendOptions entry, FoundPlace place, NameGiver names)
    {
        var address = new UriBuilder(entry.Url) { Host = place.Host, Port = place.Port ?? entry.Url.Port }.Uri;
        var weight = entry.Weight * place.Share;
        // A host that SRV records name has its own name; an address answers to the one that led to it.
        var name = place.Port is { } port
            ? $"{entry.Name}-{place.Host.Split('.')[0]}-{Text(port)}"
            : $"{entry.Name}-{Text(place.Host)}";
        var hostHeader = place.Port is null ? entry.Url.Authority : null;
        return new(entry, names.NameOf(entry.Name, address, name), address, hostHeader, weight);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // As names of backends are: without the colons of IPv6, and the % of its scopes.
    private static string Text(string address) =>
        new([.. address.Select(character => char.IsAsciiLetterOrDigit(character) || character == '.' ? character : '-')]);
}
