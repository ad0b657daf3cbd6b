using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Makes stages of <c>normalizer</c>.</summary>
internal sealed class NormalizerReader(JsonPlace? place)
{
    private readonly Capture _capture = new();
    private TextStage? _capturing;

    /// <summary>Puts the normalizer before a stage.</summary>
    public TextStage Before(TextStage stage)
    {
        if (place is not { IsNull: false } normalizer)
            return stage;
        var components = new List<JsonPlace>();
        ComponentList.Flatten(normalizer, "normalizers", components);
        var growth = 1.0;
        for (var i = components.Count - 1; i >= 0; i--)
        {
            stage = CreateStage(components[i], stage);
            growth *= stage.MostGrowth;
            if (growth > FileLimits.NormalizerGrowth)
            {
                throw normalizer.Wrong(
                    $"may make a text more than {FileLimits.NormalizerGrowth} times as long; none needs to");
            }
        }

        return stage;
    }

    /// <summary>What the normalizer makes of a text.</summary>
    public byte[] Normalize(byte[] text)
    {
        _capturing ??= Before(_capture);
        _capture.Text = [];
        _capturing.CountTokens(text, ids: null);
        return _capture.Text;
    }

    private static TextStage CreateStage(JsonPlace place, TextStage next)
    {
        switch (place.Type)
        {
            case "NFC" or "NFD" or "NFKC" or "NFKD":
                place.AllowOnly("type");
                return new NormalizationStage(
                    new NormalizationForm(place.Type.EndsWith('C'), place.Type.Contains('K')), next);
            case "Lowercase":
                place.AllowOnly("type");
                return new LowercaseStage(next);
            case "Prepend":
                place.AllowOnly("type", "prepend");
                return new PrependStage(BytesOf(place["prepend"]), unlessThere: false, next);
            case "Strip":
                place.AllowOnly("type", "strip_left", "strip_right");
                return new StripStage(place["strip_left"].AsBoolean(), place["strip_right"].AsBoolean(), next);
            case "Replace":
                return CreateReplace(place, next);
            default:
                throw place["type"].Wrong(
                    $"is {JsonPlace.Shorten(place.Type)}; known here are Sequence, NFC, NFD, NFKC, NFKD, Lowercase, "
                    + "Prepend, Strip and Replace");
        }
    }

    private static ReplaceStage CreateReplace(JsonPlace place, TextStage next)
    {
        place.AllowOnly("type", "pattern", "content");
        var content = place["content"];
        if (place["pattern"].Find("Regex") is not null && content.AsString().Contains('$'))
            throw content.Wrong("refers to groups of the pattern with $, which is not known here");
        return new ReplaceStage(PatternReader.Read(place["pattern"]), BytesOf(content), next);
    }

    private static byte[] BytesOf(JsonPlace text) => Encoding.UTF8.GetBytes(text.AsString());

    /// <summary>Keeps the text that reaches it.</summary>
    private sealed class Capture : TextStage
    {
        public byte[] Text { get; set; } = [];

        public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
        {
            Text = text.ToArray();
            return 0;
        }
    }
}
