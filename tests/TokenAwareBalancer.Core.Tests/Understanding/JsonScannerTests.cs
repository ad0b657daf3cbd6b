using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding;

/// <summary>The scanner reads what the framework's reader reads, and stops where that one stops or throws.</summary>
public sealed class JsonScannerTests
{
    private const int MaxDepth = 6;

    public static TheoryData<string> Texts =>
    [
        """{"a":"x","b":[1,-2.5e+3,0,true,false,null,"\u00e9\n\"\\"],"c":{"d":{}}} """,
        """{"a":"x" , "b" : [ ] , "" : "" }""",
        """{"a":[[[[1]]]]}""",
        """{"a":[[[[[1]]]]]}""",
        """{"a":1,}""",
        """{"a":01}""",
        """{"a":1.}""",
        """{"a":-}""",
        """{"a":1e}""",
        """{"a":1x}""",
        """{"a":tru}""",
        """{"a":"\x"}""",
        """{"a":"\u12g4"}""",
        """{"a" "b"}""",
        """{"a":"b" "c":1}""",
        """{"a":[1 2]}""",
        """{"a":[1}""",
        """{"a":}""",
        """{,}""",
        "{\"a\":\"\u0001\"}",
        """{"a":/* no */1}""",
        """{"a":"0123456789012345678901234567890123456789\n0123456789012345678901234567890123456789"}""",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Read_TextAndEveryBeginningOfIt_ReadsWhatTheFrameworkReads(string text)
    {
        var json = Encoding.UTF8.GetBytes(text);
        for (var length = 1; length <= json.Length; length++)
            Assert.Equal(ReadByFramework(json[..length]), ReadByScanner(json[..length]));
    }

    [Fact]
    public void Read_TwentyThousandMutatedTexts_ReadsWhatTheFrameworkReads()
    {
        var texts = Texts.Select(row => Encoding.UTF8.GetBytes(row.Data)).ToArray();
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var json = texts[random.Next(texts.Length)].ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
                json[random.Next(json.Length)] = (byte)"{}[]\",:\\u0123eE+-. \ntrfalsn"[random.Next(27)];
            if (json[0] == (byte)'{')
                Assert.Equal(ReadByFramework(json), ReadByScanner(json));
        }
    }

    private static List<string> ReadByScanner(byte[] json)
    {
        var scanner = new JsonScanner(json, MaxDepth);
        var tokens = new List<string>();
        while (!IsWhole(tokens, scanner.TokenType, scanner.CurrentDepth) && scanner.Read())
        {
            tokens.Add($"{scanner.TokenType} {scanner.TokenStartIndex}-{scanner.BytesConsumed} {scanner.CurrentDepth} "
                + $"{Encoding.UTF8.GetString(scanner.ValueSpan)} {HasEscapes(scanner.TokenType, scanner.ValueIsEscaped)}");
            if (scanner.TokenType == JsonTokenType.Number)
                tokens.Add($"{scanner.TryGetInt64(out var whole)} {whole} {scanner.TryGetDouble(out var any)} {any}");
        }

        return tokens;
    }

    private static List<string> ReadByFramework(byte[] json)
    {
        var reader = new Utf8JsonReader(
            json, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = MaxDepth }));
        var tokens = new List<string>();
        try
        {
            while (!IsWhole(tokens, reader.TokenType, reader.CurrentDepth) && reader.Read())
            {
                tokens.Add($"{reader.TokenType} {reader.TokenStartIndex}-{reader.BytesConsumed} {reader.CurrentDepth} "
                    + $"{Encoding.UTF8.GetString(reader.ValueSpan)} {HasEscapes(reader.TokenType, reader.ValueIsEscaped)}");
                if (reader.TokenType == JsonTokenType.Number)
                    tokens.Add($"{reader.TryGetInt64(out var whole)} {whole} {reader.TryGetDouble(out var any)} {any}");
            }
        }
        catch (JsonException)
        {
            // It stops there.
        }

        return tokens;
    }

    private static bool HasEscapes(JsonTokenType type, bool isEscaped) =>
        isEscaped && (type is JsonTokenType.String or JsonTokenType.PropertyName);

    // Nobody reads on after the object that the text is.
    private static bool IsWhole(List<string> tokens, JsonTokenType type, int depth) =>
        tokens.Count > 0 && type == JsonTokenType.EndObject && depth == 0;
}
