using System.Text.RegularExpressions;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Configuration.Declaring;
using TokenAwareBalancer.Configuration.Reading;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>The environment variable that names backends: URLs with commas between, each perhaps with a name.</summary>
/// <param name="Engines">In their order.</param>
/// <param name="Errors">Every entry that is wrong.</param>
internal sealed partial record BackendList(
    IReadOnlyList<SoughtEngine> Engines, IReadOnlyList<ConfigurationError> Errors)
{
    public const string Variable = "BALANCER_BACKENDS";

    private const string Expected = "URLs with commas between, each perhaps with a name: "
        + "http://10.0.0.1:8000,gpu-1=http://10.0.0.2:8000";

    /// <summary>Empty counts as not set, as elsewhere in the configuration; so do commas alone.</summary>
    public static bool IsSet(string? text) => text is not null && Entries(text).Length > 0;

    public static BackendList Parse(string text)
    {
        List<SoughtEngine> engines = [];
        List<ConfigurationError> errors = [];
        foreach (var entry in Entries(text))
        {
            var (engine, problem) = ParseEntry(entry);
            problem ??= engines.Exists(other => other.Address == engine!.Address) ? "repeats an address" : null;
            problem ??= engines.Exists(other => other.Name is not null && other.Name == engine!.Name)
                ? "repeats a name"
                : null;
            if (problem is null)
                engines.Add(engine!);
            else
                errors.Add(Error(BackendUrlText.Redact(entry), problem));
        }

        return new BackendList(engines, errors);
    }

    public static ConfigurationError Error(string? value, string problem, string expected = Expected) =>
        new Origin(Variable).Error(SettingPath.Root, value, problem, expected);

    private static string[] Entries(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static (SoughtEngine? Engine, string? Problem) ParseEntry(string entry)
    {
        var match = Named().Match(entry);
        var name = match.Success ? match.Groups["name"].Value.Trim() : null;
        if (name is not null && !Regex.IsMatch(name, TextPatterns.Name))
            return (null, $"has a name that is not {TextPatterns.NameExpected}");
        var url = BackendUrlText.Parse(match.Success ? match.Groups["url"].Value.Trim() : entry);
        return url.Problem is { } problem
            ? (null, problem)
            : (new SoughtEngine((Uri)url.Value!, name), null);
    }

    // An equals sign within a URL stands behind its scheme.
    [GeneratedRegex("^(?<name>[^=:/]*)=(?<url>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
