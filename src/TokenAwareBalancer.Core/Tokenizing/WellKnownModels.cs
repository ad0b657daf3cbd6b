using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>
/// Which built-in tokenizer a model has, by its published name. <c>docs/counting.md</c> has the sources.
/// </summary>
/// <remarks>
/// Only names that their makers have published a tokenizer for: a guess would be worse than none, which learns. The
/// name of an organisation before a slash, upper case, and dates, sizes and formats after the name change nothing.
/// </remarks>
public static partial class WellKnownModels
{
    private const int LongestName = 256;

    /// <summary>Finds the tokenizer that all names of one model agree on.</summary>
    /// <param name="names">What backends call it.</param>
    /// <returns>One of <see cref="BuiltInTokenizers.Names"/>; null when unknown, or when they disagree.</returns>
    public static string? FindTokenizer(IEnumerable<string> names)
    {
        var tokenizers = names.Select(FindTokenizer).Distinct(StringComparer.Ordinal).Take(2).ToArray();
        return tokenizers.Length == 1 ? tokenizers[0] : null;
    }

    /// <summary>Finds the tokenizer of a model by one name.</summary>
    public static string? FindTokenizer(string name)
    {
        if (name.Length > LongestName)
            return null;
        var own = name[(name.LastIndexOf('/') + 1)..];
        if (O200k().IsMatch(own))
            return "o200k_base";
        return Cl100k().IsMatch(own) ? "cl100k_base" : null;
    }

    // A name ends, or goes on after a sign: gpt-4-turbo is a gpt-4, gpt-45 is not.
    [GeneratedRegex(
        "^(ft:)?((chat)?gpt-4o|gpt-4\\.[15]|gpt-5(\\.[0-9])?|gpt-oss|o[134])([^0-9a-z.]|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex O200k();

    [GeneratedRegex(
        "^(ft:)?(gpt-4|gpt-3\\.5|gpt-35|text-embedding-3|text-embedding-ada-002)([^0-9a-z.]|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cl100k();
}
