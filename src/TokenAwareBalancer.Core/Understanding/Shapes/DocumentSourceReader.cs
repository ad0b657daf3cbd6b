using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// Reads Anthropic's <c>source</c>: text in <c>data</c>, base64 in <c>data</c>, a link, or <c>content</c> of its own.
/// Which of them is known when the object ends, so text is recorded and taken out again if it was base64.
/// </summary>
internal static class DocumentSourceReader
{
    /// <returns>The tokens of a document that is not text, 0 when it is.</returns>
    public static int Read(ref JsonCursor json, PromptPieces pieces)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return 0;
        }
        var source = default(Source);
        json.EnterObject();
        while (json.NextKey(out var key))
            ReadField(ref json, pieces, key, ref source);
        if (source.Type != SourceType.Text)
            pieces.Discard(ref source.Data);
        if (source.Type != SourceType.Content)
            pieces.Discard(ref source.Content);
        return source.Type == SourceType.Other ? source.File.DocumentTokens : 0;
    }

    private static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref Source source)
    {
        switch (key)
        {
            case JsonKey.Type:
                source.Type = json.TokenType == JsonTokenType.String ? json.ReadWord<SourceType>() : SourceType.Other;
                json.Skip();
                break;
            case JsonKey.Data:
                var isString = json.TokenType == JsonTokenType.String;
                source.File = new EncodedMedia(isString ? EncodedMediaReader.MeasureBase64(ref json) : 0, IsWav: false);
                FieldReader.ReadTextIfString(ref json, pieces, ref source.Data);
                break;
            case JsonKey.Content:
                pieces.Open(ref source.Content, json);
                ContentReader.ReadNested(ref json, pieces);
                pieces.Close(ref source.Content);
                break;
            default:
                json.Skip();
                break;
        }
    }

    private enum SourceType
    {
        Other,
        Text,
        Content,
    }

    private struct Source
    {
        public SourceType Type;
        public PieceSlot Data;
        public PieceSlot Content;
        public EncodedMedia File;
    }
}
