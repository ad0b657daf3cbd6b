using System.Globalization;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Fleets;

/// <summary>Reads a fleet: <c>4xh100-llama-8b,4xa100-llama-8b</c>.</summary>
/// <remarks>A name that is a profile's as it stands is one engine of it, also where it begins with a number.</remarks>
internal static class FleetText
{
    public const string Example = "4xh100-llama-8b,4xa100-llama-8b";

    private const int MostEngines = 4096;

    /// <param name="text">What was given.</param>
    /// <param name="profiles">The profiles that it can name.</param>
    /// <exception cref="FormatException">Says what is wrong, where, and what would be right.</exception>
    public static ExperimentFleet Parse(string text, IReadOnlyDictionary<string, HardwareProfile> profiles)
    {
        List<(HardwareProfile Profile, int Count)> parts = [];
        var character = 1;
        foreach (var part in text.Split(','))
        {
            var place = $"\"{part.Trim()}\" at character {character}";
            var (profile, count) = ParsePart(part.Trim(), place, profiles);
            var same = parts.FindIndex(one => one.Profile == profile);
            if (same >= 0)
                parts[same] = (profile, parts[same].Count + count);
            else
                parts.Add((profile, count));
            character += part.Length + 1;
        }

        var engines = parts.Sum(part => (long)part.Count);
        return engines <= MostEngines
            ? new ExperimentFleet(parts)
            : throw new FormatException($"{engines} engines; expected {MostEngines} at most");
    }

    private static (HardwareProfile Profile, int Count) ParsePart(
        string part, string place, IReadOnlyDictionary<string, HardwareProfile> profiles)
    {
        if (profiles.TryGetValue(part, out var one))
            return (one, 1);
        var times = part.IndexOf('x', StringComparison.Ordinal);
        var hasCount = int.TryParse(
            part.AsSpan(0, Math.Max(0, times)), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        var name = hasCount ? part[(times + 1)..] : part;
        if (hasCount && count is < 1 or > MostEngines)
            throw new FormatException($"{place}: expected 1 to {MostEngines} engines");
        if (profiles.TryGetValue(name, out var profile))
            return (profile, count);
        throw new FormatException(name.Length == 0
            ? $"{place}: expected a number of engines, an x and a profile, as in {Example}"
            : $"{place}: there is no profile \"{name}\"{NearestName.Hint(name, profiles.Keys)}; expected "
                + NearestName.OneOf(profiles.Keys));
    }
}
