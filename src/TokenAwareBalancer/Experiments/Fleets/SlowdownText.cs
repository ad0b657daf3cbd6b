using System.Globalization;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Experiments.Fleets;

/// <summary>Reads which engine becomes slower and when: <c>a100-llama-8b-1=5@0.5</c>.</summary>
internal static partial class SlowdownText
{
    public const string Example = "a100-llama-8b-1=5@0.5";

    private const double MostTimes = 1000;

    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static EngineSlowdown Parse(string text)
    {
        if (Slowdown().Match(text) is { Success: true } match
            && Number(match.Groups["times"]) is > 0 and <= MostTimes and var times
            && Number(match.Groups["from"]) is { } from and < 1)
        {
            var to = match.Groups["to"].Success ? Number(match.Groups["to"]) : null;
            if (to is null || (to > from && to <= 1))
                return new EngineSlowdown(match.Groups["name"].Value, times, from, to);
        }

        throw new FormatException(string.Create(CultureInfo.InvariantCulture,
            $"\"{text}\": expected an engine, = and how many times as long it takes, up to {MostTimes}, @ and from ")
            + $"which part of the arrivals on, perhaps to which, for instance {Example} or {Example}-0.7");
    }

    public static string Write(EngineSlowdown slowdown) => string.Create(CultureInfo.InvariantCulture,
        $"{slowdown.Backend}={slowdown.Times}@{slowdown.FromPart}")
        + (slowdown.ToPart is { } to ? string.Create(CultureInfo.InvariantCulture, $"-{to}") : "");

    private static double? Number(Group group) => double.TryParse(
        group.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(?<name>[^=]+)=(?<times>[0-9.]+)@(?<from>[0-9.]+)(-(?<to>[0-9.]+))?\z")]
    private static partial Regex Slowdown();
}
