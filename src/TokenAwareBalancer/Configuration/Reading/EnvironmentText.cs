using System.Text;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>
/// Puts environment variables into text: <c>${NAME}</c>, <c>${NAME:-default}</c>; <c>$${</c> stays <c>${</c>.
/// </summary>
internal static partial class EnvironmentText
{
    /// <summary>Any text that refers to a variable; for the JSON schema.</summary>
    public const string Pattern = @"\$\{";

    /// <summary>The text with its variables, or what is wrong with it.</summary>
    /// <param name="text">As written.</param>
    /// <param name="environment">The value of a variable, null when it is not set.</param>
    /// <param name="problem">Names the variable, never its value.</param>
    public static string? Expand(string text, Func<string, string?> environment, out string? problem)
    {
        problem = null;
        var expanded = new StringBuilder();
        var end = 0;
        foreach (Match match in Marks().Matches(text))
        {
            expanded.Append(text, end, match.Index - end);
            end = match.Index + match.Length;
            if (Replacement(match, environment, out problem) is not { } replacement)
                return null;
            expanded.Append(replacement);
        }

        return expanded.Append(text, end, text.Length - end).ToString();
    }

    private static string? Replacement(Match match, Func<string, string?> environment, out string? problem)
    {
        problem = null;
        if (match.Value == "$${")
            return "${";
        var name = match.Groups["name"].Value;
        if (name.Length == 0)
        {
            problem = "has a ${ that begins no reference";
            return null;
        }

        // An empty variable counts as unset, as in a shell's ${NAME:-default}: mostly a secret that was not mounted.
        var value = environment(name);
        if (!string.IsNullOrEmpty(value))
            return value;
        if (match.Groups["default"].Success)
            return match.Groups["default"].Value;
        problem = $"refers to the environment variable {name}, which is {(value is null ? "not set" : "empty")}";
        return null;
    }

    // The escape, a reference, or the beginning of what was meant as one.
    [GeneratedRegex(
        @"\$\$\{|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}|\$\{", RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
