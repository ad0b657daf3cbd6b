using System.Text;
using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Benchmarks.Understanding;

/// <summary>What a request costs before a tokenizer sees it: reading a chat body, estimating its prompt.</summary>
[MemoryDiagnoser]
public class RequestReaderBenchmarks
{
    private const int MaxDepth = 64;
    private byte[] _body = [];

    /// <summary>The text: prose with an escape per sentence, source code, or nothing but escapes.</summary>
    [Params("prose", "code", "escapes")]
    public string Text { get; set; } = "";

    /// <summary>The size of the whole body; turns of a conversation are about 700 bytes each.</summary>
    [Params(4 * 1024, 64 * 1024, 1024 * 1024)]
    public int BodyBytes { get; set; }

    [GlobalSetup]
    public void MakeBody()
    {
        var sentence = Text switch
        {
            "prose" => "The quick brown fox jumps over the lazy dog, and then it rests in the shade of a tree.\\n",
            "code" => "    if (values[i] == \\\"a\\\") {\\n        return map[\\\"key\\\"];\\n    }\\n",
            _ => "\\u65e5\\u672c\\u8a9e\\ud83d\\ude00\\n",
        };
        var turn = string.Concat(Enumerable.Repeat(sentence, 700 / sentence.Length));
        var body = new StringBuilder("""{"model":"some-model","stream":true,"max_tokens":256,"messages":[""");
        while (body.Length < BodyBytes)
            body.Append("""{"role":"user","content":" """).Append(turn).Append("\"},");
        body.Length--;
        _body = Encoding.UTF8.GetBytes(body.Append("]}").ToString());
    }

    [Benchmark]
    public int Read()
    {
        var reader = RequestReader.Rent();
        reader.Read(_body, ApiSurface.ChatCompletions, MaxDepth, out var outline);
        reader.Return();
        return outline.MessageCount;
    }

    [Benchmark]
    public int ReadAndEstimate()
    {
        var reader = RequestReader.Rent();
        reader.Read(_body, ApiSurface.ChatCompletions, MaxDepth, out _);
        var count = reader.Count(_body, counter: null, bytesPerToken: 4);
        reader.Return();
        return count.Tokens;
    }
}
