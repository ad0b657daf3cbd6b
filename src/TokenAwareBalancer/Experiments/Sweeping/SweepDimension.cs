using System.Globalization;

namespace TokenAwareBalancer.Experiments.Sweeping;

/// <summary>An option that can be swept.</summary>
/// <param name="Option">Its name, without dashes.</param>
/// <param name="Undisturbed">The value that disturbs nothing.</param>
/// <param name="IsGiven">Whether that is a value of the option; else it means that the option is left out.</param>
internal sealed record SweepDimension(string Option, string Undisturbed, bool IsGiven = true)
{
    public static IReadOnlyList<SweepDimension> All { get; } =
    [
        new("count-error", "0"),
        new("count-noise", "0"),
        new("output-error", "0"),
        new("output-noise", "0"),
        new("output-estimate", "learned"),
        new("usage", "told"),
        new("speed-error", "0"),
        new("speed-noise", "0"),
        new("scrape-age", "never", IsGiven: false),
        new("balancers", "1"),
        new("network-delay", "0"),
        new("jitter", "0"),
        new("slow-engine", "none", IsGiven: false),
    ];

    /// <summary>What is typed for a value.</summary>
    public IReadOnlyList<string> Arguments(string value) =>
        IsUndisturbed(value) && !IsGiven ? [] : [$"--{Option}", value];

    public bool IsUndisturbed(string value) => value == Undisturbed
        || (Number(value) is { } number && number == Number(Undisturbed));

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
