using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Configuration.Values;

/// <summary>Durations as people write them: 500ms, 5s, 1m30s, 2h, or a bare number of seconds.</summary>
internal static partial class DurationText
{
    /// <summary>Hours, minutes, seconds, milliseconds, in this order, at least one; for the JSON schema.</summary>
    public const string Pattern = Start + "$";

    private const string Start =
        @"^(?=[0-9])([0-9]+(\.[0-9]+)?h)?([0-9]+(\.[0-9]+)?m)?([0-9]+(\.[0-9]+)?s)?([0-9]+(\.[0-9]+)?ms)?";

    private static readonly (string Unit, double Seconds)[] Units =
        [("h", 3600), ("m", 60), ("s", 1), ("ms", 0.001)];

    /// <summary>Null when the text is no duration.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bareSeconds))
            return FromSeconds(bareSeconds);
        return Whole().IsMatch(text) ? FromSeconds(Parts().Matches(text).Sum(Seconds)) : null;
    }

    /// <summary>The shortest text of a duration of whole milliseconds: 2m, 1m30s.</summary>
    public static string Write(TimeSpan duration)
    {
        var text = "";
        if (duration.TotalHours >= 1)
            text += $"{(long)duration.TotalHours}h";
        if (duration.Minutes > 0)
            text += $"{duration.Minutes}m";
        if (duration.Seconds > 0)
            text += $"{duration.Seconds}s";
        if (duration.Milliseconds > 0)
            text += $"{duration.Milliseconds}ms";
        return text.Length == 0 ? "0s" : text;
    }

    private static double Seconds(Match part) =>
        double.Parse(part.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)
        * Array.Find(Units, unit => part.Groups["unit"].ValueSpan.SequenceEqual(unit.Unit)).Seconds;

    // Beyond a TimeSpan: the longest there is, which every limit refuses as too long.
    private static TimeSpan FromSeconds(double seconds) =>
        seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;

    // `\z`, because `$` would let a line end through.
    [GeneratedRegex(Start + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<number>[0-9.]+)(?<unit>h|ms|m|s)", RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}
