using System.CommandLine;
using System.Globalization;

namespace TokenAwareBalancer.Workloads;

/// <summary>Options that take one number within a range.</summary>
internal static class NumberArgument
{
    public static Option<int?> Whole(string name, string description, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= 1 && number <= most)
                return number;
            argument.AddError($"{name} {text}: expected a whole number from 1 to {most}.");
            return null;
        },
    };

    public static Option<double?> Positive(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number > 0 && double.IsFinite(number))
                return number;
            argument.AddError($"{name} {text}: expected a number above 0, for instance 2.5.");
            return null;
        },
    };
}
