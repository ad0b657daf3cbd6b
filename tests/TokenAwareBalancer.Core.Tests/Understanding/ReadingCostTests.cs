using System.Diagnostics;
using System.Text;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Understanding;

[Collection(nameof(AloneWithThePool))]
public sealed class ReadingCostTests
{
    private const int Parts = 16;
    private const double MaxRatio = 4;
    private const string BodyStart = """{"model":"m",""";
    private const string ChatStart = """{"model":"m","messages":[{"role":"u",""";

    /// <summary>Bodies with something repeated that would make a careless reader quadratic.</summary>
    public static TheoryData<ApiSurface, string, string, string, int> Shapes => new()
    {
        // Messages, and every duplicate of a key, at each level.
        { ApiSurface.ChatCompletions, ChatStart + "\"x\":0}", ",{\"role\":\"u\",\"content\":\"x\"}", "]}", 100_000 },
        { ApiSurface.ChatCompletions, ChatStart, "\"content\":\"x\",", "\"x\":0}]}", 100_000 },
        { ApiSurface.Messages, ChatStart, "\"content\":[\"a\",\"b\"],\"role\":\"u\",", "\"x\":0}]}", 50_000 },
        { ApiSurface.Messages, BodyStart, "\"messages\":[{\"role\":\"u\"}],\"system\":\"s\",", "\"x\":0}", 50_000 },
        { ApiSurface.Messages, ChatStart + "\"content\":[{", "\"text\":\"x\",\"name\":\"y\",", "\"x\":0}]}]}", 50_000 },
        { ApiSurface.Other, "{", "\"\\u0061\":[{}],", "\"b\":0}", 40_000 },

        // Items of the other APIs.
        { ApiSurface.Responses, BodyStart + "\"input\":[{}", ",{\"role\":\"u\",\"content\":\"x\"}", "]}", 100_000 },
        { ApiSurface.Responses, BodyStart, "\"input\":[{\"output\":[\"a\"]}],", "\"input\":\"x\"}", 50_000 },
        { ApiSurface.Embeddings, BodyStart + "\"input\":[\"x\"", ",\"some text\",{\"text\":\"y\"}", "]}", 100_000 },
        { ApiSurface.Rerank, BodyStart + "\"query\":\"q\",\"documents\":[\"x\"", ",{\"text\":\"y\"}", "]}", 100_000 },
        { ApiSurface.Rerank, BodyStart + "\"documents\":[\"x\"],", "\"query\":\"q\",", "\"query\":\"q\"}", 100_000 },

        // Escapes: a megabyte of text, and of base64.
        { ApiSurface.ChatCompletions, ChatStart + "\"content\":\"", "\\u00e9\\n\\ud83d\\ude00", "\"}]}", 50_000 },
        { ApiSurface.Messages, ChatStart + "\"content\":[{\"source\":{\"data\":\"", "\\/", "\"}}]}]}", 200_000 },

        // Numbers.
        { ApiSurface.Completions, BodyStart + "\"prompt\":[", "7,", "7]}", 200_000 },
        { ApiSurface.Completions, BodyStart + "\"prompt\":\"p\",\"n\":1.", "0", "0}", 200_000 },

        // Errors that are found late: where they are must not be searched for slowly.
        { ApiSurface.Other, "{", "\n", "x}", 200_000 },
        { ApiSurface.Other, "{\"a\":\"", "é", "\0\"}", 200_000 },
        { ApiSurface.ChatCompletions, ChatStart + "\"content\":[", "{},", "7]}]}", 50_000 },
    };

    /// <remarks>
    /// Linear is a ratio of 1, quadratic of 16. Both sides read as many bytes in one measurement, so that other work on
    /// the machine slows them alike; what it spoils is measured again.
    /// </remarks>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Read_SixteenTimesTheBody_CostsNoMoreThanSixteenBodies(
        ApiSurface surface, string before, string repeated, string after, int repeats)
    {
        var part = Encoding.UTF8.GetBytes(before + Repeat(repeated, repeats / Parts) + after);
        var whole = Encoding.UTF8.GetBytes(before + Repeat(repeated, repeats) + after);
        double partsSeconds = double.MaxValue, wholeSeconds = double.MaxValue;

        for (var attempt = 0; attempt < 20 && wholeSeconds >= MaxRatio * partsSeconds; attempt++)
        {
            partsSeconds = Math.Min(partsSeconds, ReadAndCount(part, surface, times: Parts, out _));
            wholeSeconds = Math.Min(wholeSeconds, ReadAndCount(whole, surface, times: 1, out _));
        }

        Assert.InRange(wholeSeconds / partsSeconds, 0, MaxRatio);
    }

    [Fact]
    public void Read_ContentNestedToTheLimitWithDuplicates_FitsASmallStackAndTakesNoTime()
    {
        // Each level is an object and an array: with the body's own four, exactly as deep as can be asked for.
        const int levels = (RequestReader.MaxSupportedDepth - 4) / 2;
        const int smallStackBytes = 384 * 1024;
        var body = Encoding.UTF8.GetBytes(
            ChatStart + "\"content\":[\"first\""
            + Repeat(",{\"type\":\"tool_result\",\"content\":\"old\",\"content\":[\"x\"", levels)
            + Repeat("""],"content":["last"]}""", levels) + "]}]}");
        var count = default(PromptCount);
        var seconds = double.MaxValue;

        var thread = new Thread(() => seconds = ReadAndCount(body, ApiSurface.Messages, 1, out count), smallStackBytes);
        thread.Start();
        thread.Join();

        const int roleAndFirstAndLast = 3;
        Assert.Equal(6 + roleAndFirstAndLast, count.Tokens);
        Assert.InRange(seconds, 0, 1);
    }

    [Fact]
    public void ReadAndCount_FourKilobyteChat_AllocatesNothing()
    {
        var body = Encoding.UTF8.GetBytes(FourKilobyteChat());
        var ratio = new FixedBytesPerToken(4);
        var counting = new PromptCounting(new FixedTokenCounter(), ratio, new CountingSettings());
        var estimating = counting.Estimating;
        ReadAndCount(body, counting, estimating, times: 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAndCount(body, counting, estimating, times: 100);
        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(body.Length, 4000, 4300);
        Assert.Equal(0, allocatedBytes);
    }

    [Fact]
    public void Return_AfterAHugeRequest_DoesNotKeepItsMemory()
    {
        var pieces = new Prompts.PromptPieces();
        for (var piece = 0; piece < 50_000; piece++)
            pieces.Add(default);

        pieces.Trim();

        Assert.Equal(0, pieces.All.Length);
        Assert.InRange(pieces.Capacity, 1, 4096);
    }

    private static string FourKilobyteChat()
    {
        var text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 20));
        var messages = string.Join(
            ',', Enumerable.Range(0, 4).Select(i => $$"""{"role":"user","content":"{{text}}\n{{i}} \u00e9"}"""));
        return $$"""
            {"messages":[{{messages}}],"stream":true,"max_tokens":256,"tools":[{"a":1}],"model":"my\/model"}
            """ + new string(' ', 250);
    }

    private static void ReadAndCount(byte[] body, PromptCounting counting, PromptCounting estimating, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var reader = RequestReader.Rent();
            reader.Read(body, ApiSurface.ChatCompletions, Bodies.MaxDepth, out _);
            reader.ReadModelUtf8(body);
            reader.Count(body, counting);
            reader.ForgetCounts();
            reader.Count(body, estimating);
            reader.Return();
        }
    }

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static double ReadAndCount(byte[] body, ApiSurface surface, int times, out PromptCount count)
    {
        count = default;
        var counter = new FixedTokenCounter();
        var reader = RequestReader.Rent();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            reader.Read(body, surface, RequestReader.MaxSupportedDepth, out _);
            count = reader.Count(body, counter, bytesPerToken: 4);
        }
        var elapsed = Stopwatch.GetElapsedTime(started);
        reader.Return();
        return elapsed.TotalSeconds;
    }

    private sealed class FixedTokenCounter : ITokenCounter
    {
        public string Name => "fixed";

        public int CountTokens(ReadOnlySpan<byte> utf8Text) => 1;
    }
}
