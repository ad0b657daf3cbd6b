using System.Globalization;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Configuration.Values;

/// <summary>Sizes as people write them: 64MiB (binary), 64MB (decimal), or a bare number of bytes.</summary>
internal static partial class ByteSizeText
{
    /// <summary>Any case of the units is read; for the JSON schema.</summary>
    public const string Pattern = @"^[0-9]+(\.[0-9]+)? ?([KkMmGg][Ii]?)?[Bb]$";

    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1), ("", 1),
    ];

    /// <summary>Null when the text is no size, or not a whole number of bytes.</summary>
    public static long? Parse(string text)
    {
        var match = Parts().Match(text);
        if (!match.Success
            || !decimal.TryParse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number))
            return null;
        var bytesPerUnit = BytesPer(match.Groups["unit"].Value);
        // Beyond a long: the largest there is, which every limit refuses as too large.
        if (number >= (decimal)long.MaxValue / bytesPerUnit)
            return long.MaxValue;
        var bytes = number * bytesPerUnit;
        return bytes == decimal.Truncate(bytes) ? (long)bytes : null;
    }

    /// <summary>The size in the largest binary unit of which it is a whole number.</summary>
    public static string Write(long bytes)
    {
        var unit = Array.Find(Units[..3], known => bytes > 0 && bytes % known.Bytes == 0);
        return unit.Bytes > 0 ? $"{bytes / unit.Bytes}{unit.Unit}" : $"{bytes}B";
    }

    private static long BytesPer(string unit) =>
        Array.Find(Units, known => known.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase)).Bytes;

    [GeneratedRegex(
        @"^(?<number>[0-9]+(\.[0-9]+)?) ?(?<unit>([KMG]i?)?B|)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Parts();
}
