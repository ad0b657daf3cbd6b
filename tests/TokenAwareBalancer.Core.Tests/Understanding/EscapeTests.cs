using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding;

public sealed class EscapeTests
{
    [Theory]
    [InlineData("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t")]
    [InlineData("\\u0041\\u00e9\\u00E9\\u65e5", "Aéé日")]
    [InlineData("\\u0000", "\0")]
    [InlineData("\\ud83d\\ude00\\uD83D\\uDE00", "😀😀")]
    [InlineData("\\ud800", "\uFFFD")]
    [InlineData("\\udc00x", "\uFFFDx")]
    [InlineData("\\ud800\\ud83d\\ude00", "\uFFFD😀")]
    [InlineData("\\ud800\\n\\ud800\\u0041", "\uFFFD\n\uFFFDA")]
    [InlineData("\\ude00\\ud83d", "\uFFFD\uFFFD")]
    [InlineData("é\\né", "é\né")]
    public void Text_WithEscapes_IsCountedUnescaped(string escaped, string text)
    {
        var request = UnderstoodRequest.ChatMessage($"\"content\":\"{escaped}\"");

        Assert.Equal(["user", text], request.Texts);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), JsonUnescaper.Measure(Encoding.UTF8.GetBytes(escaped)));
    }

    [Theory]
    [InlineData("\"mod\\u0065l\":\"m\"", "m")]
    [InlineData("\"\\u006d\\u006f\\u0064\\u0065\\u006c\":\"m\"", "m")]
    [InlineData("\"model\":\"a\\u00e9\\/b\"", "aé/b")]
    [InlineData("\"model\":\"\\ud800\"", "\uFFFD")]
    [InlineData("\"model\":\"m\",\"\\ud800odel\":\"x\",\"\\u0000\":\"y\"", "m")]
    public void Model_WithEscapes_IsFoundAndUnescaped(string properties, string model)
    {
        var request = UnderstoodRequest.Read($"{{{properties}}}", ApiSurface.Other);

        Assert.Equal(model, request.Model);
    }

    [Fact]
    public void Name_LongerThanAnyKeyEvenIfAllEscapes_IsUnknown()
    {
        var name = string.Concat(Enumerable.Repeat("\\u006d", 10_000));

        var request = UnderstoodRequest.Read($$"""{"{{name}}":{"model":"x"},"model":"m"}""", ApiSurface.Other);

        Assert.Equal("m", request.Model);
    }

    [Fact]
    public void Unescape_AnyStringTheFrameworkWrote_GivesItBack()
    {
        JsonEncodedText[] Encode(string text) =>
            [JsonEncodedText.Encode(text), JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)];

        Prop.ForAll<string>(text =>
        {
            // The framework's encoder also writes U+FFFD for half of a surrogate pair.
            var expected = Encoding.UTF8.GetBytes(text ?? "");
            return Encode(text ?? "").All(encoded =>
            {
                var buffer = new byte[encoded.EncodedUtf8Bytes.Length];
                var written = JsonUnescaper.Unescape(encoded.EncodedUtf8Bytes, buffer);
                return buffer.AsSpan(0, written).SequenceEqual(expected)
                    && JsonUnescaper.Measure(encoded.EncodedUtf8Bytes) == written;
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Words_OfEveryKey_AreFoundAsTheyAreSpelled()
    {
        foreach (var key in Enum.GetValues<JsonKey>().Where(key => key != JsonKey.Unknown))
            Assert.Equal(key, JsonWords<JsonKey>.Find(Encoding.UTF8.GetBytes(JsonWords<JsonKey>.Spell(key))));
        Assert.Equal("max_completion_tokens", JsonWords<JsonKey>.Spell(JsonKey.MaxCompletionTokens));
        Assert.Equal(JsonKey.N, JsonWords<JsonKey>.Find("n"u8));
        Assert.Equal(JsonKey.Unknown, JsonWords<JsonKey>.Find("unknown"u8));
        Assert.Equal(JsonKey.Unknown, JsonWords<JsonKey>.Find("Model"u8));
        Assert.Equal(JsonKey.Unknown, JsonWords<JsonKey>.Find(""u8));
    }
}
