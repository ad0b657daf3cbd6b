using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// Reads the fields of a content part that are an image, a video, audio or a file. Their bytes are never text: only
/// their amount is looked at. Types we do not expect are passed over, since the part may turn out to be another.
/// </summary>
internal static class MediaFieldReader
{
    public static void Read(ref JsonCursor json, JsonKey key, ref ContentPart part)
    {
        switch (key)
        {
            case JsonKey.ImageUrl:
                part.TypeByField = PartType.ImageUrl;
                ReadImage(ref json, ref part);
                break;
            case JsonKey.Detail:
                ReadDetail(ref json, ref part);
                break;
            case JsonKey.VideoUrl:
                part.TypeByField = PartType.VideoUrl;
                json.Skip();
                break;
            case JsonKey.InputAudio or JsonKey.AudioUrl:
                part.TypeByField = PartType.InputAudio;
                part.AudioTokens = EncodedMediaReader.Read(ref json).AudioTokens;
                break;
            case JsonKey.File:
                part.TypeByField = PartType.File;
                part.DocumentTokens = EncodedMediaReader.Read(ref json).DocumentTokens;
                break;
            case JsonKey.FileData:
                part.DocumentTokens = EncodedMediaReader.Read(ref json).DocumentTokens;
                break;
            default:
                json.Skip();
                break;
        }
    }

    private static void ReadImage(ref JsonCursor json, ref ContentPart part)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }
        part.IsLowDetail = false;
        json.EnterObject();
        while (json.NextKey(out var key))
        {
            if (key == JsonKey.Detail)
                ReadDetail(ref json, ref part);
            else
                json.Skip();
        }
    }

    private static void ReadDetail(ref JsonCursor json, ref ContentPart part)
    {
        part.IsLowDetail = json.TokenType == JsonTokenType.String && json.ReadWord<DetailWord>() == DetailWord.Low;
        json.Skip();
    }

    private enum DetailWord
    {
        Other,
        Low,
    }
}
