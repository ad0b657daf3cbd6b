using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Configuration;

/// <summary>One thing that is wrong with the configuration, where it is, and what would be right.</summary>
/// <param name="Line">From 1; null for what the command line set, and for a file that could not be read.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">Of the setting, as in <c>backends[1].weight</c>; empty when it is the whole file.</param>
/// <param name="Value">The value as written, redacted; null when the problem is not about one value.</param>
/// <param name="Problem">Reads on from the value, or from the path.</param>
/// <param name="Expected">Reads on from "expected"; empty when the problem says all there is to say.</param>
internal sealed record ConfigurationError(
    int? Line, int? Column, string Path, string? Value, string Problem, string Expected)
{
    /// <summary>The file, or the option of the command line.</summary>
    public required string Origin { get; init; }

    /// <summary>As compilers print it, so that editors and terminals can jump there.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Origin);
        if (Line is not null)
            text.Append(CultureInfo.InvariantCulture, $":{Line}:{Column}");
        text.Append(": ");
        if (Path.Length > 0)
            text.Append(Path).Append(": ");
        if (Value is not null)
            text.Append('"').Append(Value).Append("\" ");
        text.Append(Problem);
        if (Expected.Length > 0)
            text.Append("; expected ").Append(Expected);
        return text.ToString();
    }
}
