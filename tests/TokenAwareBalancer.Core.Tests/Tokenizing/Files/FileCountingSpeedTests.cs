using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Time per byte of tokenizers from files: normalizers, added tokens and tables of merges included.</summary>
/// <remarks>Other work on the machine only ever adds time, so each comparison is repeated until it holds.</remarks>
public sealed class FileCountingSpeedTests
{
    private const int MostAttempts = 10;

    public static TheoryData<string, string> TokenizersAndTexts => new MatrixTheoryData<string, string>(
        ["NFC", "NFKC", "Lowercase", "Llama 3", "added tokens"], [.. HostileTexts.Names, "prefixes"]);

    [Theory]
    [MemberData(nameof(TokenizersAndTexts))]
    public void CountTokens_HostileMegabyte_CostsNoMorePerByteThanAKilobyte(string tokenizer, string name)
    {
        var counter = Create(tokenizer);
        var small = Text(name, 1024);
        var large = Text(name, 1 << 20);
        var smallCost = double.MaxValue;
        var largeCost = double.MaxValue;

        // A kilobyte may be learnt by heart; but quadratic time would cost 1,000 times as much.
        for (var attempt = 0; attempt < MostAttempts && largeCost > 8 * smallCost; attempt++)
        {
            smallCost = Math.Min(smallCost, NanosecondsPerByte(counter, small));
            largeCost = Math.Min(largeCost, NanosecondsPerByte(counter, large));
        }

        Assert.InRange(largeCost, 0, 8 * smallCost);
    }

    [Fact]
    public void CountTokens_AddedTokensThatBeginAlike_CostLittleWhereNoneIsFound()
    {
        var text = Text("prefixes", 1 << 18);
        var plain = ToyTokenizer.Load(ToyTokenizer.Json());
        var added = WithAddedTokens(Enumerable.Range(1000, 1000).Select(static id => new string('a', 250) + id));
        var plainCost = double.MaxValue;
        var addedCost = double.MaxValue;

        // Letter by letter, of which each is looked up among a thousand tokens, it would be hundreds of times as much.
        for (var attempt = 0; attempt < MostAttempts && addedCost > 10 * plainCost; attempt++)
        {
            plainCost = Math.Min(plainCost, NanosecondsPerByte(plain, text));
            addedCost = Math.Min(addedCost, NanosecondsPerByte(added, text));
        }

        Assert.InRange(addedCost, 0, 10 * plainCost);
    }

    private static ITokenEncoder Create(string name)
    {
        if (name == "Llama 3")
            return ToyTokenizer.Load(ToyTokenizer.Json("Llama 3"));
        if (name == "added tokens")
            return WithAddedTokens(Enumerable.Range(1, 254).Select(static letters => new string('a', letters) + "b"));
        var json = ToyTokenizer.Json();
        json["normalizer"] = new JsonObject { ["type"] = name };
        return ToyTokenizer.Load(json);
    }

    private static ITokenEncoder WithAddedTokens(IEnumerable<string> contents)
    {
        var json = ToyTokenizer.Json();
        json["added_tokens"] = new JsonArray([.. contents.Select(static (content, index) => new JsonObject
        {
            ["id"] = 1000 + index,
            ["content"] = content,
            ["normalized"] = false,
        })]);
        return ToyTokenizer.Load(json);
    }

    private static byte[] Text(string name, int bytes) => name == "prefixes"
        ? [.. Enumerable.Range(0, bytes).Select(static index => index % 500 == 499 ? (byte)'c' : (byte)'a')]
        : HostileTexts.Create(name, bytes);

    private static double NanosecondsPerByte(ITokenCounter counter, byte[] text)
    {
        var start = Stopwatch.GetTimestamp();
        counter.CountTokens(text);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / text.Length;
    }
}
