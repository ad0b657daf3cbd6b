using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Restarts;

/// <summary>The transitions of backends' health, read from the program's log.</summary>
internal static partial class HealthLog
{
    /// <summary>What docs/operations.md says under "Health" can become of each state without an operator.</summary>
    private static readonly Dictionary<string, string[]> Documented = new()
    {
        ["starting"] = ["healthy", "recovering", "suspect", "ejected", "starting"],
        ["healthy"] = ["suspect", "ejected", "starting"],
        ["suspect"] = ["healthy", "ejected", "starting"],
        ["ejected"] = ["ejected", "probing", "recovering", "starting"],
        ["probing"] = ["recovering", "ejected", "starting"],
        ["recovering"] = ["healthy", "ejected", "starting"],
    };

    public static IReadOnlyList<HealthLine> Read(string log) =>
    [
        .. Transition().Matches(log).Select(match => new HealthLine(
            match.Groups["backend"].Value,
            match.Groups["from"].Value,
            match.Groups["to"].Value,
            match.Groups["reason"].Value)),
    ];

    public static bool IsDocumented(HealthLine line) =>
        Documented.TryGetValue(line.From, out var possible) && possible.Contains(line.To);

    [GeneratedRegex(@"(?<backend>\S+) was (?<from>\w+) and is (?<to>\w+) \((?<reason>\w+)\) until")]
    private static partial Regex Transition();
}
