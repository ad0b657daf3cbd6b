using System.Globalization;
using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Simulating.Engines;

/// <summary>
/// Reads a profile that a user defines: <c>NAME=PROFILE:KEY=VALUE,…</c>, what is not named as in the other.
/// </summary>
public static class HardwareProfileText
{
    public const string Example = "slow=a100-llama-8b:a=22,b=0.14,kv=200000";

    private static readonly Dictionary<string, Func<HardwareProfile, string, HardwareProfile>> Setters = new()
    {
        ["a"] = Milliseconds("a", static (costs, value) => costs with { BaseMilliseconds = value }),
        ["b"] = Milliseconds("b", static (costs, value) => costs with { PrefillTokenMilliseconds = value }),
        ["c"] = Milliseconds("c", static (costs, value) => costs with { StreamMilliseconds = value }),
        ["d"] = Milliseconds("d", static (costs, value) => costs with { ContextTokenMilliseconds = value }),
        ["e"] = Milliseconds("e", static (costs, value) => costs with { AttentionPairMilliseconds = value }),
        ["budget"] = static (profile, value) => profile with { TokenBudget = Whole("budget", value, from: 1) },
        ["seqs"] = static (profile, value) => profile with { MaxRequests = Whole("seqs", value, from: 1) },
        ["kv"] = static (profile, value) => profile with { KvTokens = Whole("kv", value, from: 16) },
        ["slots"] = static (profile, value) => profile with { Slots = Whole("slots", value, from: 0) },
        ["prefixes"] = static (profile, value) => profile with
        {
            CachesPrefixes = value switch
            {
                "1" => true,
                "0" => false,
                _ => throw new FormatException($"prefixes={value}: expected 0 or 1"),
            },
        },
    };

    /// <summary>
    /// Keys: <c>a</c> to <c>e</c>, milliseconds as in <see cref="IterationCosts"/>; <c>budget</c>, tokens of an
    /// iteration; <c>seqs</c>, requests that run at once; <c>kv</c>, tokens; <c>slots</c> of an engine that does not
    /// batch; <c>prefixes</c>, 1 or 0.
    /// </summary>
    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static HardwareProfile Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var head = colon < 0 ? text : text[..colon];
        if (head.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, var like])
            throw new FormatException($"'{head}': expected NAME=PROFILE:NUMBERS, such as {Example}");
        var profile = HardwareProfiles.Find(like) ?? throw new FormatException(
            $"there is no profile '{like}'; expected one of {string.Join(", ", HardwareProfiles.Names)}");
        foreach (var part in colon < 0 ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries))
            profile = Set(profile, part);
        if (profile.IsBatching && profile.TokenBudget < profile.MaxRequests)
            throw new FormatException($"budget={profile.TokenBudget} is less than seqs={profile.MaxRequests}; "
                + "expected a token for each request that runs");
        if (!profile.IsBatching && profile.Costs is { PrefillTokenMilliseconds: 0, AttentionPairMilliseconds: 0 })
            throw new FormatException("its prompts take no time; expected b or e above 0 with slots");
        if (profile.Costs is { BaseMilliseconds: 0, PrefillTokenMilliseconds: 0 })
            throw new FormatException("its iterations take no time; expected a or b above 0");
        return profile with { Name = name };
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
