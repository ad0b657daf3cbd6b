namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>The place of a setting in the tree, as errors print it and <c>--set</c> reads it.</summary>
internal readonly record struct SettingPath(string Text)
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

    /// <summary>The keys and indexes of a path, or null when its brackets do not match.</summary>
    public static IReadOnlyList<string>? Split(string path)
    {
        var segments = new List<string>();
        for (var rest = path; rest.Length > 0;)
        {
            var isBracketed = rest[0] == '[';
            var end = isBracketed ? rest.IndexOf(']') : rest.AsSpan().IndexOfAny(".[");
            if (end < 0)
                end = isBracketed ? 0 : rest.Length;
            var segment = rest[(isBracketed ? 1 : 0)..end];
            if (segment.Length == 0)
                return null;
            segments.Add(segment);
            rest = rest[(isBracketed ? end + 1 : end)..];
            if (rest is "." || (isBracketed && rest.Length > 0 && rest[0] is not ('.' or '[')))
                return null;
            rest = rest.StartsWith('.') ? rest[1..] : rest;
        }

        return segments.Count == 0 ? null : segments;
    }
}
