using System.Globalization;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>Gives backends names that are each other's neither now nor before.</summary>
/// <param name="held">The names of those who are there, by entry and address.</param>
/// <param name="taken">Names that are written in the configuration.</param>
internal sealed class NameGiver(IReadOnlyDictionary<(string Entry, Uri Address), string> held, HashSet<string> taken)
{
    private readonly HashSet<string> _heldNames = [.. held.Values];
    private readonly HashSet<(string Entry, Uri Address)> _named = [];

    /// <param name="entry">The entry of the configuration.</param>
    /// <param name="address">Where the backend is.</param>
    /// <param name="wanted">What it is called if nobody else is.</param>
    public string NameOf(string entry, Uri address, string wanted)
    {
        if (_named.Add((entry, address)) && held.TryGetValue((entry, address), out var name) && taken.Add(name))
            return name;
        var unique = wanted;
        for (var number = 2; _heldNames.Contains(unique) || !taken.Add(unique); number++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        return unique;
    }
}
