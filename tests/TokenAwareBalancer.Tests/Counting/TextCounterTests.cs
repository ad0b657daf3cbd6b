using System.Text;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Counting;

public sealed class TextCounterTests
{
    /// <summary>What pieces are made of: letters, what may precede or follow them, and every kind of white space.</summary>
    private static readonly string[] Parts =
    [
        "a", "B", "word", "'s", "'", "1", "23", " ", "  ", "\n", "\r\n", "\r", "\t", "\u00a0", "\u3000", "\u2028",
        "/", "//", "!", "。", "你", "я", "é", "\u0301", "😀", "\u0085", "-", "\n\n", " a", "a b", "\na", "x\ny",
    ];

    public static TheoryData<string> Tokenizers => [.. BuiltInTokenizers.Names];

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Count_OfAnyTextCutAtAnySafePlace_AddsUpToTheWhole(string tokenizer)
    {
        Assert.True(BuiltInTokenizers.TryGet(tokenizer, out var counter));
        var random = new Random(1);
        var cuts = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var text = Encoding.UTF8.GetBytes(RandomText(random, random.Next(2, 14)));
            for (var cut = 1; cut < text.Length; cut++)
            {
                if (!SafeCuts.IsSafe(text, cut))
                    continue;
                cuts++;
                var both = counter.CountTokens(text.AsSpan(..cut)) + counter.CountTokens(text.AsSpan(cut..));
                Assert.True(both == counter.CountTokens(text), $"{Encoding.UTF8.GetString(text)} at {cut}");
            }
        }

        Assert.InRange(cuts, 10_000, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Count_InSmallWindows_IsThatOfTheWhole(string tokenizer)
    {
        Assert.True(BuiltInTokenizers.TryGet(tokenizer, out var counter));
        var random = new Random(2);
        for (var i = 0; i < 500; i++)
        {
            var text = Encoding.UTF8.GetBytes(RandomText(random, random.Next(400)));
            var start = random.Next(Math.Min(text.Length, 20) + 1);

            var (tokens, bytes) = new TextCounter(counter, random.Next(4, 40)).Count(
                text.AsSpan(0, start), new MemoryStream(text, start, text.Length - start), CancellationToken.None);

            Assert.Equal((counter.CountTokens(text), text.Length), (tokens, bytes));
        }
    }

    [Fact]
    public void Count_OfATextWithoutASafePlace_IsThatOfTheWhole()
    {
        Assert.True(BuiltInTokenizers.TryGet("cl100k_base", out var counter));
        var text = Encoding.UTF8.GetBytes(new string('a', 1000));

        var (tokens, _) = new TextCounter(counter, 16).Count([], new MemoryStream(text), CancellationToken.None);

        Assert.Equal(counter.CountTokens(text), tokens);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(5005)]
    public void Count_OfWhatIsNotUtf8BehindTheFirstWindow_SaysAtWhichByteOfAll(int index)
    {
        Assert.True(BuiltInTokenizers.TryGet("cl100k_base", out var counter));
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("word ", 1001)) + "é");
        text[index] = 0xFF;

        var exception = Assert.Throws<CountException>(() =>
            new TextCounter(counter, 64).Count([], new MemoryStream(text), CancellationToken.None));

        Assert.StartsWith($"is not UTF-8: byte {index} ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Count_WithoutATokenizer_IsATokenForFourBytes()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("word ", 101)));

        Assert.Equal(
            (127, 505), new TextCounter(null, 64).Count([], new MemoryStream(text), CancellationToken.None));
    }

    private static string RandomText(Random random, int parts) =>
        string.Concat(Enumerable.Range(0, parts).Select(_ => Parts[random.Next(Parts.Length)]));
}
