namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Makes stages of <c>pre_tokenizer</c>.</summary>
internal sealed class PreTokenizerReader(TokenTables tables)
{
    private const string EastAsianRun = "[一-龥぀-ゟ゠-ヿ]+";
    private const string DeepSeekRest =
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
        + "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+";

    public TextStage Read(JsonPlace place)
    {
        var components = new List<JsonPlace>();
        if (!place.IsNull)
            ComponentList.Flatten(place, "pretokenizers", components);
        if (components.Count == 0 || components[^1].Type != "ByteLevel")
        {
            throw place.Wrong(
                "must be ByteLevel or end with it: known here is the byte-level BPE, whose tokens are spelled in the "
                + "alphabet of bytes");
        }

        return Build(components);
    }

    private TextStage Build(List<JsonPlace> components)
    {
        var byteLevel = components[^1];
        byteLevel.AllowOnly("type", "add_prefix_space", "trim_offsets", "use_regex");
        var usesRegex = byteLevel.AsBoolean("use_regex", byDefault: true);
        var stage = usesRegex ? KnownPattern.Gpt2.CreateSplit(tables) : new WholeText(tables);
        var rest = components.Count - 1;
        if (byteLevel["add_prefix_space"].AsBoolean())
            stage = new PrependStage(" "u8.ToArray(), unlessThere: true, stage);
        else if (!usesRegex)
            stage = Fuse(components, ref rest) ?? stage;

        for (var i = rest - 1; i >= 0; i--)
            stage = CreateStage(components[i], stage);
        return stage;
    }

    /// <summary>Makes one stage of what stands before the last component, if it is one of the published ones.</summary>
    private TextStage? Fuse(List<JsonPlace> components, ref int rest)
    {
        if (rest >= 3 && IsDeepSeek(components[(rest - 3)..rest]))
        {
            rest -= 3;
            return KnownPattern.Create<DeepSeekSplitter>().CreateSplit(tables);
        }

        if (rest < 1 || PatternOf(components[rest - 1]) is not { } pattern || !LeavesPieces(components[rest - 1])
            || !KnownPattern.TryGet(pattern, out var known))
            return null;
        rest--;
        return known.CreateSplit(tables);
    }

    private static bool IsDeepSeek(List<JsonPlace> components) =>
        components.TrueForAll(component => component.Type == "Split" && BehaviorOf(component) == SplitBehavior.Isolated)
        && PatternOf(components[0]) == @"\p{N}{1,3}"
        && PatternOf(components[1]) == EastAsianRun
        && PatternOf(components[2]) == DeepSeekRest;

    /// <summary>Whether a split by a pattern that leaves nothing out results in its pieces.</summary>
    private static bool LeavesPieces(JsonPlace split) =>
        BehaviorOf(split) == SplitBehavior.Isolated
        || (BehaviorOf(split) == SplitBehavior.Removed && split["invert"].AsBoolean());

    private static string? PatternOf(JsonPlace component) =>
        component.Type == "Split" ? component["pattern"].Find("Regex")?.AsString() : null;

    private static SplitStage CreateStage(JsonPlace place, TextStage next)
    {
        switch (place.Type)
        {
            case "Split":
                place.AllowOnly("type", "pattern", "behavior", "invert");
                return new SplitStage(
                    PatternReader.Read(place["pattern"]), BehaviorOf(place), place["invert"].AsBoolean(), next);
            case "Digits":
                place.AllowOnly("type", "individual_digits");
                var behavior = place["individual_digits"].AsBoolean()
                    ? SplitBehavior.Isolated
                    : SplitBehavior.Contiguous;
                return new SplitStage(new CharacterFinder(UnicodeFlags.Numeric), behavior, invert: false, next);
            case "Punctuation":
                place.AllowOnly("type", "behavior");
                var punctuation = place.Find("behavior") is null ? SplitBehavior.Isolated : BehaviorOf(place);
                return new SplitStage(
                    new CharacterFinder(UnicodeFlags.Punctuation), punctuation, invert: false, next);
            case "Whitespace":
                place.AllowOnly("type");
                return new SplitStage(new WordFinder(), SplitBehavior.Removed, invert: true, next);
            case "WhitespaceSplit":
                place.AllowOnly("type");
                return new SplitStage(new WhiteSpaceFinder(), SplitBehavior.Removed, invert: false, next);
            case "ByteLevel":
                throw place.Wrong("is a ByteLevel with others behind it; known here is one at the end");
            default:
                throw place["type"].Wrong(
                    $"is {JsonPlace.Shorten(place.Type)}; known here are Sequence, Split, Digits, Punctuation, "
                    + "Whitespace, WhitespaceSplit and ByteLevel");
        }
    }

    private static SplitBehavior BehaviorOf(JsonPlace place)
    {
        var behavior = place["behavior"];
        return Enum.TryParse<SplitBehavior>(behavior.AsString(), out var known)
            && Enum.GetName(known) == behavior.AsString()
            ? known
            : throw behavior.Wrong(
                $"is {JsonPlace.Shorten(behavior.AsString())}; known are {string.Join(", ", Enum.GetNames<SplitBehavior>())}");
    }
}
