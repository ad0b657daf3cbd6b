using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>The place of a setting in the tree, as errors print it and <c>--set</c> reads it.</summary>
internal readonly partial record struct SettingPath(string Text)
{
    public static SettingPath Root { get; } = new("");

    public SettingPath this[int index] => new($"{Text}[{index}]");

    /// <summary>Keys that hold a dot, such as model names, stand in brackets.</summary>
    public SettingPath this[string key]
    {
        get
        {
            if (key.Length == 0 || key.AsSpan().IndexOfAny(".[] ") >= 0)
                return new($"{Text}[{key}]");
            return new(Text.Length == 0 ? key : $"{Text}.{key}");
        }
    }

    /// <summary>True for the path itself and everything below it.</summary>
    public bool Holds(string path) =>
        path.StartsWith(Text, StringComparison.Ordinal)
        && (Text.Length == 0 || path.Length == Text.Length || path[Text.Length] is '.' or '[');

    /// <summary>The keys and indexes of a path, or null when it is not one.</summary>
    public static IReadOnlyList<string>? Split(string path)
    {
        var segments = Segments().Match(path).Groups["segment"].Captures;
        return segments.Count == 0 ? null : [.. segments.Select(segment => segment.Value)];
    }

    // A key, or something in brackets; then any number of .key, .index and [anything].
    [GeneratedRegex(
        @"^((?<segment>[^.\[\]]+)|\[(?<segment>[^\]]+)\])(\.(?<segment>[^.\[\]]+)|\.?\[(?<segment>[^\]]+)\])*\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Segments();
}
