using System.Globalization;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Configuration.Values;
using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Capacity;

/// <summary>What a fleet must keep to: a latency below a limit, or a goodput above one.</summary>
internal sealed partial class CapacityCondition
{
    private const string Expected = "expected ttft, tpot or e2e, a dot, mean, p50, p90 or p99, and < with a duration, "
        + "for instance \"ttft.p99 < 1\" or \"e2e.mean < 20s\"; or \"goodput > 0.99\"";

    private readonly string _text;
    private readonly Func<PolicyOutcome, bool> _isKept;

    private CapacityCondition(string text, Func<PolicyOutcome, bool> isKept, bool needsObjective)
    {
        _text = text;
        _isKept = isKept;
        NeedsObjective = needsObjective;
    }

    /// <summary>Whether it is about a goodput.</summary>
    public bool NeedsObjective { get; }

    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static CapacityCondition Parse(string text)
    {
        if (Latency().Match(text) is { Success: true } latency
            && DurationText.Parse(latency.Groups["limit"].Value) is { } limit && limit > TimeSpan.Zero)
            return new(text.Trim(), Below(latency, limit.TotalSeconds), needsObjective: false);
        if (Goodput().Match(text) is { Success: true } goodput
            && double.TryParse(goodput.Groups["limit"].Value, CultureInfo.InvariantCulture, out var part)
            && part is > 0 and < 1)
            return new(text.Trim(), outcome => outcome.GoodPart > part, needsObjective: true);
        throw new FormatException($"\"{text}\": {Expected}");
    }

    /// <summary>Whether each run keeps it, refuses nothing, and does not fall behind.</summary>
    public bool IsHeld(IEnumerable<RunOutcome> runs) => runs.All(run =>
        run is { Refused: 0, Growth.IsGrowing: false } && _isKept(new PolicyOutcome([run])));

    public override string ToString() => _text;

    private static Func<PolicyOutcome, bool> Below(Match match, double limitSeconds)
    {
        Func<PolicyOutcome, LatencySummary?> latency = match.Groups["latency"].Value switch
        {
            "ttft" => static outcome => outcome.FirstToken,
            "tpot" => static outcome => outcome.PerToken,
            _ => static outcome => outcome.Whole,
        };
        var metric = match.Groups["metric"].Value switch
        {
            "mean" => Metric.Average,
            "p50" => Metric.P50,
            "p90" => Metric.P90,
            _ => Metric.P99,
        };
        // Where no answer has a second token, no time between two is too long.
        return outcome => latency(outcome) is not { } summary || metric.Of(summary) < limitSeconds;
    }

    [GeneratedRegex(@"^\s*(?<latency>ttft|tpot|e2e)\.(?<metric>mean|p50|p90|p99)\s*<\s*(?<limit>\S+)\s*\z")]
    private static partial Regex Latency();

    [GeneratedRegex(@"^\s*goodput\s*>\s*(?<limit>[0-9.]+)\s*\z")]
    private static partial Regex Goodput();
}
