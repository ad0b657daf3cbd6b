using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Benchmarks.Tokenizing;
using TokenAwareBalancer.Hashing;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Benchmarks.Understanding;

/// <summary>What a turn of a long conversation costs: a history that was counted before, and one new message.</summary>
/// <remarks>Each of many bodies has a last message of its own, never seen before, as far as a cache can tell.</remarks>
[MemoryDiagnoser]
public class GrowingHistoryBenchmarks
{
    private const int NewMessages = 8192;
    private byte[][] _bodies = [];
    private byte[] _history = [];
    private int _next;
    private ContentHasher _hasher = null!;
    private PromptCounting _remembering = null!;
    private PromptCounting _forgetful = null!;

    /// <summary>How long a message of the history is; most have a line end, or are without any escape.</summary>
    [Params(1024, 4096)]
    public int MessageBytes { get; set; }

    [Params("plain", "lines")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void MakeBodies()
    {
        var random = new Random(1);
        var text = Encoding.UTF8.GetString(BenchmarkTexts.Create("English", 256 << 10));
        text = text.Replace("\"", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal);
        text = string.Concat(text.Where(character => character >= ' '));
        string Take(int bytes)
        {
            var taken = text.Substring(random.Next(text.Length - bytes), bytes);
            return Text == "plain" ? taken : string.Join("\\n", taken.Chunk(90).Select(line => new string(line)));
        }

        var messages = Enumerable.Range(0, (64 << 10) / MessageBytes).Select(i => Message(i, Take(MessageBytes)));
        var history = """{"model":"some-model","stream":true,"messages":[""" + string.Join(',', messages);
        _bodies = [.. Enumerable.Range(0, NewMessages).Select(i =>
            Encoding.UTF8.GetBytes($"{history},{Message(0, i + Take(1024))}]}}"))];
        _history = Encoding.UTF8.GetBytes(history + "]}");
        _hasher = new ContentHasher(RandomNumberGenerator.GetBytes(ContentHasher.KeyBytes));
        BuiltInTokenizers.TryGet("o200k_base", out var counter);
        var ratio = new FixedBytesPerToken(4);
        // Smaller than the number of new messages: each is forgotten before it comes again, the history never.
        _remembering = new PromptCounting(counter, ratio, new CountingSettings(new CountCache(1024, _hasher)));
        _forgetful = new PromptCounting(counter, ratio, new CountingSettings());
    }

    [Benchmark]
    public int Remembering() => ReadAndCount(_remembering);

    [Benchmark]
    public int EachTimeAnew() => ReadAndCount(_forgetful);

    [Benchmark]
    public int ReadOnly()
    {
        var reader = RequestReader.Rent();
        reader.Read(_history, ApiSurface.ChatCompletions, 64, out var outline);
        reader.Return();
        return outline.MessageCount;
    }

    [Benchmark]
    public ContentHash HashOnly() => _hasher.Hash(_history, 0);

    private int ReadAndCount(PromptCounting counting)
    {
        var body = _bodies[_next++ & (NewMessages - 1)];
        var reader = RequestReader.Rent();
        reader.Read(body, ApiSurface.ChatCompletions, 64, out _);
        var count = reader.Count(body, counting);
        reader.Return();
        return count.Tokens;
    }

    private static string Message(int index, string text) =>
        $$"""{"role":"{{(index % 2 == 0 ? "user" : "assistant")}}","content":"{{text}}"}""";
}
