using System.Diagnostics;
using System.Text;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding;

public sealed class ReadingCostTests
{
    /// <summary>Bodies of a given size whose shape makes a careless reader quadratic.</summary>
    public static TheoryData<string, ApiSurface, string, string, string, int> Shapes => new()
    {
        { "messages", ApiSurface.ChatCompletions, "{\"model\":\"m\",\"messages\":[", "{\"role\":\"u\",\"content\":\"x\"},", "{\"role\":\"u\"}]}", 100_000 },
        { "contents", ApiSurface.ChatCompletions, "{\"model\":\"m\",\"messages\":[{\"role\":\"u\",", "\"content\":\"x\",", "\"x\":0}]}", 100_000 },
        { "content lists", ApiSurface.Messages, "{\"model\":\"m\",\"messages\":[{", "\"content\":[\"a\",\"b\"],\"role\":\"u\",", "\"x\":0}]}", 50_000 },
        { "message lists", ApiSurface.Messages, "{\"model\":\"m\",", "\"messages\":[{\"role\":\"u\"}],\"system\":\"s\",", "\"x\":0}", 50_000 },
        { "texts of a part", ApiSurface.ChatCompletions, "{\"model\":\"m\",\"messages\":[{\"role\":\"u\",\"content\":[{", "\"text\":\"x\",\"title\":\"y\",", "\"type\":\"text\"}]}]}", 50_000 },
        { "escapes", ApiSurface.ChatCompletions, "{\"model\":\"m\",\"messages\":[{\"role\":\"u\",\"content\":\"", "\\u00e9\\n\\ud83d\\ude00", "\"}]}", 50_000 },
        { "escaped quotes in data", ApiSurface.Messages, "{\"model\":\"m\",\"messages\":[{\"role\":\"u\",\"content\":[{\"type\":\"document\",\"source\":{\"data\":\"", "\\/", "\"}}]}]}", 200_000 },
        { "token ids", ApiSurface.Completions, "{\"model\":\"m\",\"prompt\":[", "7,", "7]}", 200_000 },
        { "unknown keys", ApiSurface.Other, "{", "\"\\u0061\":[{}],", "\"b\":0}", 40_000 },
        { "a long number", ApiSurface.ChatCompletions, "{\"model\":\"m\",\"messages\":[{\"role\":\"u\"}],\"n\":1.", "0", "0}", 200_000 },
        { "lines before an error", ApiSurface.Other, "{", "\n", "x}", 200_000 },
        { "valid text before bad UTF-8", ApiSurface.Other, "{\"a\":\"", "é", "\"", 200_000 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Read_FourTimesTheBody_TakesNoMoreThanLinearTime(
        string shape, ApiSurface surface, string before, string repeated, string after, int repeats)
    {
        Assert.NotEmpty(shape);
        var quarter = Build(before, repeated, after, repeats / 4);
        var whole = Build(before, repeated, after, repeats);

        // Linear is a ratio of 4, quadratic of 16. Other work on the machine can spoil a measurement, never improve it.
        var ratio = double.MaxValue;
        for (var attempt = 0; attempt < 5 && ratio > 8; attempt++)
            ratio = Math.Min(ratio, BestOf(2, whole, surface) / BestOf(2, quarter, surface));

        Assert.InRange(ratio, 0, 8);
    }

    [Fact]
    public void Read_ContentNestedToTheLimitWithDuplicates_TakesNoMoreThanLinearTime()
    {
        const int levels = 200;
        var open = string.Concat(Enumerable.Repeat("{\"type\":\"tool_result\",\"content\":\"o\",\"content\":[\"x\",", levels));
        var close = string.Concat(Enumerable.Repeat("],\"content\":[\"last\"]}", levels));
        var body = Encoding.UTF8.GetBytes(
            $$"""{"model":"m","messages":[{"role":"u","content":[{{open}}"deep"{{close}}]}]}""");

        var seconds = BestOf(3, body, ApiSurface.Messages, RequestReader.MaxSupportedDepth);

        Assert.InRange(seconds, 0, 0.05);
        var request = Bodies.ErrorOf(body, ApiSurface.Messages, RequestReader.MaxSupportedDepth);
        Assert.Null(request);
    }

    [Fact]
    public void ReadAndCount_FourKilobyteChat_AllocatesNothing()
    {
        var body = Encoding.UTF8.GetBytes(FourKilobyteChat());
        var counter = new FixedTokenCounter();
        ReadAndCount(body, counter, times: 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAndCount(body, counter, times: 100);
        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(body.Length, 4000, 4300);
        Assert.Equal(0, allocatedBytes);
    }

    [Fact]
    public void Return_AfterAHugeRequest_DoesNotKeepItsMemory()
    {
        var huge = Build("{\"model\":\"m\",\"messages\":[", "{\"role\":\"u\",\"content\":\"x\"},", "{\"role\":\"u\"}]}", 50_000);
        var pieces = new Prompts.PromptPieces();
        for (var piece = 0; piece < 50_000; piece++)
            pieces.Add(default);

        pieces.Trim();

        Assert.Equal(0, pieces.All.Length);
        Assert.InRange(pieces.Capacity, 1, 4096);
        Assert.Null(Bodies.ErrorOf(huge, ApiSurface.ChatCompletions));
    }

    private static string FourKilobyteChat()
    {
        var text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 20));
        var messages = string.Join(
            ',', Enumerable.Range(0, 4).Select(i => $$"""{"role":"user","content":"{{text}}\n{{i}} \u00e9"}"""));
        return $$"""{"messages":[{{messages}}],"stream":true,"max_tokens":256,"tools":[{"a":1}],"model":"my\/model"}""" + new string(' ', 250);
    }

    private static void ReadAndCount(byte[] body, ITokenCounter counter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var reader = RequestReader.Rent();
            reader.Read(body, ApiSurface.ChatCompletions, Bodies.MaxDepth, out _);
            reader.ReadModelUtf8(body);
            reader.Count(body, counter, bytesPerToken: 4);
            reader.Count(body, counter: null, bytesPerToken: 4);
            reader.Return();
        }
    }

    private static byte[] Build(string before, string repeated, string after, int repeats)
    {
        var text = new StringBuilder(before);
        text.Insert(text.Length, repeated, repeats).Append(after);
        return [.. Encoding.UTF8.GetBytes(text.ToString()), .. after == "\"" ? [0xFF] : Array.Empty<byte>()];
    }

    private static double BestOf(int tries, byte[] body, ApiSurface surface, int maxDepth = Bodies.MaxDepth)
    {
        var best = double.MaxValue;
        for (var i = 0; i < tries; i++)
        {
            var reader = RequestReader.Rent();
            var started = Stopwatch.GetTimestamp();
            reader.Read(body, surface, maxDepth, out _);
            reader.Count(body, new FixedTokenCounter(), bytesPerToken: 4);
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
            reader.Return();
        }
        return best;
    }

    private sealed class FixedTokenCounter : ITokenCounter
    {
        public string Name => "fixed";

        public int CountTokens(ReadOnlySpan<byte> utf8Text) => 1;
    }
}
