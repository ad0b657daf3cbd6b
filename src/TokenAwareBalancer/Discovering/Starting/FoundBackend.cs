using System.Globalization;
using TokenAwareBalancer.Discovering.Engines;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>A backend as the search found it, and what it is called.</summary>
internal sealed record FoundBackend(string Name, Place Place)
{
    /// <summary>As long as a configured name may be, less a number behind it.</summary>
    private const int LongestName = 60;

    public string Url => Place.Sought.Url;

    /// <summary>Null where somebody named the address and no engine answers there now.</summary>
    public FoundEngine? Engine => Place.Found.Engine;

    /// <summary>Names all, each once. A name does not depend on what else is found, save where two would be the same.
    /// </summary>
    public static IReadOnlyList<FoundBackend> NameAll(IEnumerable<Place> places)
    {
        var all = places.ToArray();
        var taken = all.Select(place => place.Sought.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. all.Select(place => new FoundBackend(place.Sought.Name ?? FreeName(NameOf(place), taken), place))];
    }

    // The address where it was named, because what is there may change from start to start and the name must not.
    private static string NameOf(Place place)
    {
        var address = place.Sought.Address;
        var what = place.Sought.UsuallyThere is null ? address.IdnHost : place.Found.Engine!.Kind.ShortName;
        var name = string.Concat(what.Select(letter => IsAllowed(letter) ? letter : '-')).Trim('-');
        return name[..Math.Min(name.Length, LongestName - 6)]
            + address.Port.ToString("'-'0", CultureInfo.InvariantCulture);
    }

    private static string FreeName(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; !taken.Add(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
        return free;
    }

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-';
}
