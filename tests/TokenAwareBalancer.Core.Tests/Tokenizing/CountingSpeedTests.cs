using System.Diagnostics;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Time per byte, compared: no text may cost what would stall a core.</summary>
/// <remarks>Other work on the machine only ever adds time, so each comparison is repeated until it holds.</remarks>
public sealed class CountingSpeedTests
{
    private const int Megabyte = 1 << 20;
    private const int MostAttempts = 10;

    public static TheoryData<string, string> TokenizersAndTexts =>
        new MatrixTheoryData<string, string>(TokenCountSamples.Tokenizers, HostileTexts.Names);

    [Theory]
    [MemberData(nameof(TokenizersAndTexts))]
    public void CountTokens_HostileMegabyte_CostsAtMostThreeTimesOrdinaryTextPerByte(string tokenizer, string name)
    {
        BuiltInTokenizers.TryGet(tokenizer, out var counter);
        var ordinary = OrdinaryText();
        var hostile = HostileTexts.Create(name, Megabyte);
        var ordinaryCost = double.MaxValue;
        var hostileCost = double.MaxValue;

        for (var attempt = 0; attempt < MostAttempts && hostileCost > 3 * ordinaryCost; attempt++)
        {
            ordinaryCost = Math.Min(ordinaryCost, NanosecondsPerByte(counter!, ordinary));
            hostileCost = Math.Min(hostileCost, NanosecondsPerByte(counter!, hostile));
        }

        Assert.InRange(hostileCost, 0, 3 * ordinaryCost);
    }

    [Theory]
    [MemberData(nameof(TokenizersAndTexts))]
    public void CountTokens_FourHostileMegabytes_CostNoMorePerByteThanAKilobyte(string tokenizer, string name)
    {
        BuiltInTokenizers.TryGet(tokenizer, out var counter);
        var small = HostileTexts.Create(name, 1024);
        var large = HostileTexts.Create(name, 4 * Megabyte);
        var smallCost = double.MaxValue;
        var largeCost = double.MaxValue;

        // A kilobyte fits the fastest caches and may be learnt by heart; but quadratic time would cost 4,000 times as much.
        for (var attempt = 0; attempt < MostAttempts && largeCost > 8 * smallCost; attempt++)
        {
            smallCost = Math.Min(smallCost, NanosecondsPerByte(counter!, small));
            largeCost = Math.Min(largeCost, NanosecondsPerByte(counter!, large));
        }

        Assert.InRange(largeCost, 0, 8 * smallCost);
    }

    /// <summary>Prose of ten scripts, code and addresses, in no order that the processor could learn.</summary>
    private static byte[] OrdinaryText()
    {
        var texts = TokenCountSamples.Read("written.jsonl")
            .Where(sample => sample.Text.Length is > 20 and < 200).Select(sample => sample.Utf8Text).ToArray();
        return [.. new Random(1).GetItems(texts, 2_000).SelectMany(bytes => bytes)];
    }

    private static double NanosecondsPerByte(ITokenCounter counter, byte[] text)
    {
        var start = Stopwatch.GetTimestamp();
        counter.CountTokens(text);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / text.Length;
    }
}
