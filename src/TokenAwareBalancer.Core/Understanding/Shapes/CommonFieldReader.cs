using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads the top-level fields that several APIs share.</summary>
internal static class CommonFieldReader
{
    /// <summary>OpenAI's fields that bound what is generated, and those of every API.</summary>
    public static void ReadGeneration(ref JsonCursor json, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.MaxTokens:
                fields.MaxTokens = FieldReader.ReadInteger(ref json);
                break;
            case JsonKey.MaxCompletionTokens:
                fields.MaxCompletionTokens = FieldReader.ReadInteger(ref json);
                break;
            case JsonKey.N:
                fields.N = ReadPositiveInteger(ref json);
                break;
            case JsonKey.BestOf:
                fields.BestOf = ReadPositiveInteger(ref json);
                break;
            case JsonKey.StreamOptions:
                StreamOptionsReader.Read(ref json, ref fields);
                break;
            default:
                ReadShared(ref json, key, ref fields);
                break;
        }
    }

    /// <summary>The fields of every API that we interpret.</summary>
    public static void ReadShared(ref JsonCursor json, JsonKey key, ref RequestFields fields)
    {
        switch (key)
        {
            case JsonKey.Model:
                fields.Model = ReadModel(ref json);
                break;
            case JsonKey.Stream:
                fields.IsStreaming = FieldReader.ReadBoolean(ref json);
                break;
            case JsonKey.Nvext:
                ExpectedLengthReader.Read(ref json, ref fields);
                break;
            case JsonKey.ChatTemplate or JsonKey.Truncate or JsonKey.TruncatePromptTokens or JsonKey.Truncation:
                fields.IsRewritten |= IsInForce(json);
                json.Skip();
                break;
            case JsonKey.CachePrompt:
                // llama.cpp: the engine is to use nothing that it has.
                fields.IsUncached = json.TokenType == JsonTokenType.False;
                json.Skip();
                break;
            default:
                ReadPrefixSetting(ref json, key, ref fields);
                break;
        }
    }

    /// <summary>The same of APIs that we only pass on: another type is the engine's business.</summary>
    public static void ReadLenient(ref JsonCursor json, JsonKey key, ref RequestFields fields)
    {
        var type = json.TokenType;
        var value = json.Skip();
        if (key == JsonKey.Model)
            fields.Model = type == JsonTokenType.String ? value : default;
        else if (key == JsonKey.Stream)
            fields.IsStreaming = type == JsonTokenType.True;
    }

    private static void ReadPrefixSetting(ref JsonCursor json, JsonKey key, ref RequestFields fields)
    {
        var place = PrefixSettingRanges.PlaceOf(key);
        var isNull = json.IsNull;
        var value = json.Skip();
        if (place >= 0)
            fields.PrefixSettings[place] = isNull ? default : value;
    }

    /// <summary>Engines turn truncation off by null, false, "NONE" (Cohere) or "disabled" (OpenAI).</summary>
    private static bool IsInForce(in JsonCursor json) => json.TokenType switch
    {
        JsonTokenType.Null or JsonTokenType.False => false,
        JsonTokenType.String => !json.Escaped.SequenceEqual("NONE"u8) && !json.Escaped.SequenceEqual("disabled"u8),
        _ => true,
    };

    private static ByteRange ReadModel(ref JsonCursor json)
    {
        if (json.IsNull)
            return default;
        json.Expect(JsonTokenType.String, "a string");
        if (json.Escaped.IsEmpty)
            throw json.InvalidValue("must not be empty");
        return json.Skip();
    }

    private static int? ReadPositiveInteger(ref JsonCursor json)
    {
        var value = FieldReader.ReadInteger(ref json);
        if (value < 1)
            throw json.InvalidValue("must be at least 1");
        return value;
    }
}
