using System.CommandLine;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>A command as it could be typed again.</summary>
internal static class CommandLineText
{
    public static string Of(ParseResult parsed) =>
        $"balancer simulate {string.Join(' ', Arguments(parsed).Select(Quote))}";

    /// <summary>What stands after the command.</summary>
    public static IEnumerable<string> Arguments(ParseResult parsed) =>
        parsed.Tokens.Select(token => token.Value).SkipWhile(IsCommand);

    private static bool IsCommand(string token) => token == "simulate";

    private static bool IsPlain(char character) =>
        char.IsLetterOrDigit(character) || "-_./:,=+%".Contains(character, StringComparison.Ordinal);

    private static string Quote(string token) =>
        token.Length > 0 && token.All(IsPlain)
            ? token
            : $"'{token.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
