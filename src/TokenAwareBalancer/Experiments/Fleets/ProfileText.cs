using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Experiments.Fleets;

/// <summary>Reads a profile of one's own: <c>slow=a100-llama-8b:a=22,b=0.14</c>, what is not named as in the other.</summary>
internal static class ProfileText
{
    public const string Example = "slow=a100-llama-8b:a=22,b=0.14,kv=200000";

    private const double MostMilliseconds = 1e6;
    private const double MostTokens = 1e9;

    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static HardwareProfile Parse(string text, IReadOnlyDictionary<string, HardwareProfile> profiles)
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } name, var rest] || name.Contains(',', StringComparison.Ordinal))
            throw new FormatException($"\"{text}\": expected NAME=PROFILE:NUMBERS, as in {Example}");
        var (like, numbers) = rest.Split(':', 2) is [var left, var right] ? (left, right) : (rest, "");
        if (profiles.ContainsKey(name))
            throw new FormatException($"there is a profile \"{name}\" already: give another name");
        return profiles.TryGetValue(like, out var profile)
            ? Change(profile with { Name = name }, numbers)
            : throw new FormatException($"there is no profile \"{like}\"{NearestName.Hint(like, profiles.Keys)}; "
                + $"expected {NearestName.OneOf(profiles.Keys)}");
    }

    private static HardwareProfile Change(HardwareProfile profile, string text)
    {
        var costs = profile.Costs;
        var numbers = NamedNumbers.Parse(text,
            ("a", costs.BaseMilliseconds, 0, MostMilliseconds),
            ("b", costs.PrefillTokenMilliseconds, 0, MostMilliseconds),
            ("c", costs.StreamMilliseconds, 0, MostMilliseconds),
            ("d", costs.ContextTokenMilliseconds, 0, MostMilliseconds),
            ("e", costs.AttentionPairMilliseconds, 0, MostMilliseconds),
            ("budget", profile.TokenBudget, 1, MostTokens),
            ("seqs", profile.MaxRequests, 1, MostTokens),
            ("kv", Math.Min(profile.KvTokens, MostTokens), 16, MostTokens),
            ("slots", profile.Slots, 0, 100_000),
            ("prefixes", profile.CachesPrefixes ? 1 : 0, 0, 1));
        return profile with
        {
            Costs = new IterationCosts(numbers["a"], numbers["b"], numbers["c"], numbers["d"], numbers["e"]),
            TokenBudget = numbers.Whole("budget"),
            MaxRequests = numbers.Whole("seqs"),
            KvTokens = numbers.Whole("kv"),
            Slots = numbers.Whole("slots"),
            CachesPrefixes = numbers.Whole("prefixes") == 1,
        };
    }
}
