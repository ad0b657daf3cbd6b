using System.CommandLine;
using System.Globalization;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>Options that say how wrong a belief is.</summary>
internal static class RelativeError
{
    /// <summary>Ten thousand per cent: beyond it every count is the largest there is.</summary>
    private const double Most = 100;

    /// <summary>A deviation of the logarithm: factors of some twenty thousand each way.</summary>
    private const double MostNoise = 5;

    private const string Expected = "above -1 and up to 100, for instance 0.3 for three tenths too much, or -0.5 for half";

    public static Option<double?> Error(string name, string description) => Option(name, description, "PART", Parse,
        Expected);

    public static Option<double?> Noise(string name, string description) => Option(
        name, description, "DEVIATION",
        text => Number(text) is { } noise and >= 0 and <= MostNoise ? noise : null,
        $"from 0 to {MostNoise}: the deviation of a logarithm, for instance 0.3 for factors of mostly 0.7 to 1.3");

    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static double Read(string text) =>
        Parse(text) ?? throw new FormatException($"\"{text}\": expected {Expected}");

    private static double? Parse(string text) => Number(text) is { } error and > -1 and <= Most ? error : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Option<double?> Option(
        string name, string description, string helpName, Func<string, double?> parse, string expected) => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (parse(text) is { } number)
                    return number;
                argument.AddError($"{name} {text}: expected {expected}.");
                return null;
            },
        };
}
