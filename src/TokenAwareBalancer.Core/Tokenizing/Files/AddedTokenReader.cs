using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads <c>added_tokens</c>.</summary>
internal static class AddedTokenReader
{
    public static void Read(string file, ref Utf8JsonReader reader, List<AddedToken> tokens)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new TokenizerFileException($"{file}: added_tokens must be an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (tokens.Count == FileLimits.AddedTokens)
            {
                throw new TokenizerFileException(
                    $"{file}: there are more than {FileLimits.AddedTokens} added_tokens.");
            }

            var place = new JsonPlace(
                file, $"added_tokens[{tokens.Count}]", JsonElement.ParseValue(ref reader));
            tokens.Add(Read(place));
        }
    }

    private static AddedToken Read(JsonPlace place)
    {
        var content = place["content"];
        place.AllowOnly("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special");
        var bytes = Encoding.UTF8.GetBytes(content.AsString());
        if (bytes.Length > FileLimits.LongestTokenBytes)
        {
            throw content.Wrong(
                $"has {bytes.Length} bytes; a token may have {FileLimits.LongestTokenBytes}");
        }

        return new AddedToken(
            bytes,
            place["id"].AsId(),
            place.AsBoolean("single_word", byDefault: false),
            place.AsBoolean("lstrip", byDefault: false),
            place.AsBoolean("rstrip", byDefault: false),
            place.AsBoolean("normalized", byDefault: !place.AsBoolean("special", byDefault: false)));
    }
}
