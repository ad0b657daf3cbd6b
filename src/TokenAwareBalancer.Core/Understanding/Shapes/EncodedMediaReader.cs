using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// Reads <c>{"data": base64, "format": …}</c>, <c>{"file_data": data URL}</c>, <c>{"url": data URL or link}</c>, or the
/// string alone.
/// </summary>
internal static class EncodedMediaReader
{
    public static EncodedMedia Read(ref JsonCursor json)
    {
        if (json.TokenType == JsonTokenType.String)
            return ReadDataUrl(ref json);
        if (json.TokenType == JsonTokenType.StartObject)
            return ReadObject(ref json);
        json.Skip();
        return default;
    }

    /// <summary>The size of what the current string decodes to.</summary>
    public static int MeasureBase64(ref JsonCursor json) => MeasureBase64(json.Escaped, json.HasEscapes);

    private static EncodedMedia ReadObject(ref JsonCursor json)
    {
        var media = default(EncodedMedia);
        json.EnterObject();
        while (json.NextKey(out var key))
        {
            if (json.TokenType != JsonTokenType.String)
                json.Skip();
            else if (key == JsonKey.Data)
                media = media with { Bytes = MeasureBase64(ref json) };
            else if (key == JsonKey.Format)
                media = media with { IsWav = json.ReadWord<FormatWord>() != FormatWord.Other };
            else if (key is JsonKey.FileData or JsonKey.Url)
                media = ReadDataUrl(ref json);
        }
        return media;
    }

    private static EncodedMedia ReadDataUrl(ref JsonCursor json)
    {
        var text = json.Escaped;
        var comma = text.IndexOf((byte)',');
        if (!text.StartsWith("data:"u8) || comma < 0)
            return default;
        var isWav = text[..comma].IndexOf("wav"u8) >= 0;
        return new EncodedMedia(MeasureBase64(text[(comma + 1)..], json.HasEscapes), isWav);
    }

    /// <summary>Four characters are three bytes, but for padding. Escapes occur: PHP escapes each slash.</summary>
    private static int MeasureBase64(ReadOnlySpan<byte> base64, bool hasEscapes)
    {
        var paddingCharacters = base64.EndsWith("=="u8) ? 2 : base64.EndsWith("="u8) ? 1 : 0;
        var characters = (hasEscapes ? JsonUnescaper.Measure(base64) : base64.Length) - paddingCharacters;
        return (int)(characters * 3L / 4);
    }

    private enum FormatWord
    {
        Other,
        Wav,
        Pcm16,
    }
}
