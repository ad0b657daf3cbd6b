using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>Very long prompts, when the option is on: counted in part, and never taken for exact.</summary>
public sealed class SampledCountTests
{
    private static readonly FixedBytesPerToken Ratio = new(4);

    [Theory]
    [InlineData(1, 0.04)]
    [InlineData(40, 0.04)]
    [InlineData(400, 0.04)]
    public void Count_MixedTextBeyondTheLimit_IsWithinAFewPercentAndSaysSo(int messages, double mostError)
    {
        var body = Chat(MixedText(4 << 20), messages);

        var exact = Count(body, exactTextBytes: null);
        var sampled = Count(body, exactTextBytes: 512 << 10);

        Assert.True(exact.IsExact);
        Assert.False(sampled.IsExact);
        Assert.Equal(exact.TextBytes, sampled.TextBytes);
        Assert.InRange(sampled.Tokens / (double)exact.Tokens, 1 - mostError, 1 + mostError);
        Assert.InRange(Math.Abs(sampled.Tokens - exact.Tokens), 0, 4 * sampled.EstimatedErrorTokens);
        Assert.Equal(0, exact.EstimatedErrorTokens);
    }

    [Fact]
    public void Count_BelowTheLimit_IsExact()
    {
        var body = Chat(MixedText(200 << 10), 3);

        Assert.Equal(Count(body, exactTextBytes: null), Count(body, exactTextBytes: 256 << 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    public void Count_BeyondTheLimit_LooksAtLittleMoreThanTheLimit(int messages)
    {
        var counter = new MeasuringTokenCounter();
        var body = Chat(MixedText(8 << 20), messages);

        Count(body, 256 << 10, counter);

        Assert.InRange(counter.Bytes, 200 << 10, 320 << 10);
    }

    /// <summary>
    /// Half of 64 KiB, less a role, are the beginning. What is left of the first text is counted as one short slice, or
    /// is as long as the slices of it together, or longer.
    /// </summary>
    [Theory]
    [InlineData(33_000)]
    [InlineData(32_764 + 4096)]
    [InlineData(40_000)]
    public void Count_TextThatWasSampledAndThenComesAlone_IsCountedAgainAndExact(int textBytes)
    {
        var counter = new MeasuringTokenCounter();
        var cache = new CountCache(64, Hashers.Create());
        var text = new string('a', textBytes);
        var alone = Chat([text]);

        var sampled = Count(Chat([text, new string('b', 80_000 - textBytes)]), 64 << 10, counter, cache);
        var counted = Count(alone, 64 << 10, counter, cache);

        Assert.False(sampled.IsExact);
        Assert.Equal(Count(alone, exactTextBytes: null, counter), counted);
    }

    [Fact]
    public void Count_ShortTextWithinASampledPrompt_IsRememberedAsItIs()
    {
        var counter = new MeasuringTokenCounter();
        var cache = new CountCache(64, Hashers.Create());
        var alone = Chat([new string('a', 1000)]);

        Count(Chat([new string('b', 80_000), new string('a', 1000)]), 64 << 10, counter, cache);

        Assert.Equal(Count(alone, exactTextBytes: null, counter), Count(alone, 64 << 10, counter, cache));
        Assert.Equal(1, cache.Read().Entries);
    }

    /// <summary>Most of a text that is barely longer than the limit is counted, so that slices would overlap.</summary>
    [Fact]
    public void Count_BarelyBeyondTheLimit_LooksAtNoCharacterTwice()
    {
        var counter = new RememberingTokenCounter();
        // Characters of three bytes, no two alike.
        var text = string.Concat(Enumerable.Range(0x3400, 24_000).Select(char.ConvertFromUtf32));

        Count(Chat([text]), 64 << 10, counter);

        Assert.InRange(counter.Seen.Count, 15_000, 24_000);
        Assert.Equal(counter.Seen.Count, counter.Seen.Distinct().Count());
    }

    private static PromptCount Count(
        byte[] body, long? exactTextBytes, ITokenCounter? counter = null, CountCache? cache = null)
    {
        if (counter is null)
            Assert.True(BuiltInTokenizers.TryGet("o200k_base", out counter));
        var reader = RequestReader.Rent();
        Assert.Null(reader.Read(body, ApiSurface.ChatCompletions, 64, out _));
        var count = reader.Count(
            body,
            new PromptCounting(counter, Ratio, new CountingSettings(cache, exactTextBytes)),
            TestContext.Current.CancellationToken);
        reader.Return();
        return count;
    }

    /// <summary>Prose of ten scripts and code, as samples of some hundred characters in any order.</summary>
    private static string MixedText(int bytes)
    {
        var texts = TokenCountSamples.Read("written.jsonl")
            .Select(sample => Encoding.UTF8.GetString(sample.Utf8Text))
            .Where(text => text.Length is > 20 and < 2000 && text.All(character => character >= ' '))
            .Select(text => text.Replace('"', '\'').Replace('\\', '/'))
            .ToArray();
        var random = new Random(1);
        var mixed = new StringBuilder();
        for (var length = 0; length < bytes; length += Encoding.UTF8.GetByteCount(texts[0]))
        {
            var text = texts[random.Next(texts.Length)];
            mixed.Append(text).Append(' ');
            length += Encoding.UTF8.GetByteCount(text) - Encoding.UTF8.GetByteCount(texts[0]) + 1;
        }

        return mixed.ToString();
    }

    private static byte[] Chat(string text, int messages)
    {
        var length = text.Length / messages;
        var contents = Enumerable.Range(0, messages).Select(i => text.Substring(i * length, length)
            .TrimEnd().Where(character => !char.IsSurrogate(character)).ToArray());
        return Chat(contents.Select(content => new string(content)));
    }

    private static byte[] Chat(IEnumerable<string> contents)
    {
        var json = string.Join(',', contents.Select(content =>
            $$"""{"role":"user","content":"{{content}}"}"""));
        return Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{{json}}]}""");
    }

    private sealed class MeasuringTokenCounter : ITokenCounter
    {
        public string Name => "measuring";

        public long Bytes { get; private set; }

        public int CountTokens(ReadOnlySpan<byte> utf8Text)
        {
            Bytes += utf8Text.Length;
            // A text that is cut has one more for each cut.
            return utf8Text.IsEmpty ? 0 : (utf8Text.Length / 4) + 1;
        }
    }

    private sealed class RememberingTokenCounter : ITokenCounter
    {
        public string Name => "remembering";

        public List<char> Seen { get; } = [];

        public int CountTokens(ReadOnlySpan<byte> utf8Text)
        {
            Seen.AddRange(Encoding.UTF8.GetString(utf8Text).Where(character => character >= 0x3400));
            return utf8Text.Length / 4;
        }
    }
}
