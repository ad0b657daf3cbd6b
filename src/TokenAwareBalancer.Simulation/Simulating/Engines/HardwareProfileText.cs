using System.Globalization;

namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>Reads a profile that a user defines: <c>NAME:KEY=VALUE,…</c>.</summary>
public static class HardwareProfileText
{
    public const string Example = "my-gpu:a=11,b=0.07,c=0.03,d=9e-5,e=2.6e-6,budget=2048,requests=256,kv=412000";

    private static readonly Dictionary<string, Func<HardwareProfile, string, HardwareProfile>> Setters = new()
    {
        ["like"] = static (_, value) => HardwareProfiles.Find(value) ?? throw new FormatException(
            $"like={value}: expected one of {string.Join(", ", HardwareProfiles.Names)}"),
        ["a"] = Milliseconds("a", static (costs, value) => costs with { BaseMilliseconds = value }),
        ["b"] = Milliseconds("b", static (costs, value) => costs with { PrefillTokenMilliseconds = value }),
        ["c"] = Milliseconds("c", static (costs, value) => costs with { StreamMilliseconds = value }),
        ["d"] = Milliseconds("d", static (costs, value) => costs with { ContextTokenMilliseconds = value }),
        ["e"] = Milliseconds("e", static (costs, value) => costs with { AttentionPairMilliseconds = value }),
        ["budget"] = static (profile, value) => profile with { TokenBudget = Whole("budget", value, from: 1) },
        ["requests"] = static (profile, value) => profile with { MaxRequests = Whole("requests", value, from: 1) },
        ["kv"] = static (profile, value) => profile with { KvTokens = Whole("kv", value, from: 16) },
        ["slots"] = static (profile, value) => profile with { Slots = Whole("slots", value, from: 0) },
        ["prefixes"] = static (profile, value) => profile with
        {
            CachesPrefixes = value switch
            {
                "yes" => true,
                "no" => false,
                _ => throw new FormatException($"prefixes={value}: expected yes or no"),
            },
        },
    };

    /// <summary>
    /// Keys: <c>like</c>, a known profile to begin from; <c>a</c> to <c>e</c>, milliseconds as in
    /// <see cref="IterationCosts"/>; <c>budget</c>, tokens of an iteration; <c>requests</c> that run at once; <c>kv</c>,
    /// tokens; <c>slots</c> of an engine that does not batch; <c>prefixes</c>, <c>yes</c> or <c>no</c>.
    /// </summary>
    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static HardwareProfile Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || colon == text.Length - 1)
            throw new FormatException($"'{text}': expected a name and its numbers, such as {Example}");
        var profile = new HardwareProfile { Name = "", Costs = default };
        foreach (var part in text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries))
            profile = Set(profile, part);
        if (profile.IsBatching && profile.TokenBudget < profile.MaxRequests)
            throw new FormatException($"'{text}': budget={profile.TokenBudget} is less than "
                + $"requests={profile.MaxRequests}; expected a token for each request that runs");
        if (profile.Costs is { BaseMilliseconds: 0, PrefillTokenMilliseconds: 0 })
            throw new FormatException($"'{text}': its iterations take no time; expected a or b, or like");
        return profile with { Name = text[..colon].Trim() };
    }

    private static HardwareProfile Set(HardwareProfile profile, string part)
    {
        var sides = part.Split('=', 2, StringSplitOptions.TrimEntries);
        return sides.Length == 2 && Setters.TryGetValue(sides[0], out var set)
            ? set(profile, sides[1])
            : throw new FormatException($"'{part}': expected one of {string.Join(", ", Setters.Keys)}, and a value");
    }

    private static Func<HardwareProfile, string, HardwareProfile> Milliseconds(
        string key, Func<IterationCosts, double, IterationCosts> set) => (profile, value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds is >= 0 and <= 60_000
            ? profile with { Costs = set(profile.Costs, milliseconds) }
            : throw new FormatException($"{key}={value}: expected milliseconds from 0 to 60000");

    private static int Whole(string key, string value, int from) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from
            ? number
            : throw new FormatException($"{key}={value}: expected a whole number of {from} or more");
}
