using System.Globalization;
using System.Text;

namespace TokenAwareBalancer.Fuzzing;

/// <summary>Bodies of every API at random: right ones, ones with odd values, and damaged ones.</summary>
internal sealed class RandomBodies(Random random)
{
    private static readonly string[] Fields =
    [
        "model", "messages", "prompt", "input", "query", "documents", "system", "tools", "max_tokens", "stream", "n",
        "max_completion_tokens", "stream_options", "stop", "temperature", "content", "role", "instructions", "x",
    ];

    private static readonly string[] Fragments =
    [
        "null", "-1", "1e999", "99999999999999999999", "0.1", "\"\"", "{}", "[]", "true", "\\", "\"", ",", ":", "]", "}",
        "\\ud800", "\\u0000", "\0", "\ufeff", "[[[[[[[[", "{\"a\":", "\"\\", "//", "NaN", "\u2028", "é", "世界", "<|im_end|>",
    ];

    /// <summary>A body for the path; for one of no API anything.</summary>
    public byte[] Next(string path)
    {
        var text = random.Next(8) == 0 ? Value(4) : Right(path);
        var body = Encoding.UTF8.GetBytes(text).ToList();
        for (var faults = random.Next(3) == 0 ? random.Next(1, 4) : 0; faults > 0 && body.Count > 0; faults--)
            Damage(body);
        return [.. body];
    }

    private string Right(string path) => path switch
    {
        _ when path.Contains("chat", StringComparison.Ordinal) => Object(Model, Messages),
        _ when path.Contains("messages", StringComparison.Ordinal) => Object(Model, Messages, "\"max_tokens\":16"),
        _ when path.Contains("responses", StringComparison.Ordinal) => Object(Model, $"\"input\":{TextOrItems}"),
        _ when path.Contains("embeddings", StringComparison.Ordinal) => Object(Model, $"\"input\":{TextOrItems}"),
        _ when path.Contains("rerank", StringComparison.Ordinal) =>
            Object(Model, $"\"query\":{Text}", $"\"documents\":[{Text},{Text}]"),
        _ when path.Contains("completions", StringComparison.Ordinal) => Object(Model, $"\"prompt\":{TextOrItems}"),
        _ when path.Contains("tokenize", StringComparison.Ordinal) => Object(Model, $"\"prompt\":{Text}"),
        _ => Value(3),
    };

    private string Model => random.Next(10) == 0 ? $"\"model\":{Value(1)}" : "\"model\":\"m\"";

    private string Messages => "\"messages\":[" + string.Join(',', Enumerable.Range(0, random.Next(1, 5)).Select(
        _ => $$"""{"role":"{{Pick(["user", "system", "assistant", "tool", ""])}}","content":{{Content}}}""")) + "]";

    private string Content => random.Next(3) switch
    {
        0 => $$"""[{"type":"text","text":{{Text}}}]""",
        1 => Text,
        _ => random.Next(4) == 0 ? Value(3) : Text,
    };

    private string TextOrItems => random.Next(3) switch { 0 => $"[{Text},{Text}]", 1 => "[1,2,3]", _ => Text };

    private string Text => "\"" + string.Concat(Enumerable.Range(0, random.Next(0, 40)).Select(
        _ => Pick(["word ", "a", "\\n", "é", "世", "\\u0041", "\\ud83d\\ude00", "0", " "]))) + "\"";

    private string Object(params string[] members)
    {
        var all = members.ToList();
        if (random.Next(3) == 0)
            all.Add("\"stream\":" + Pick(["true", "false", "1", "null"]));
        for (var more = random.Next(3); more > 0; more--)
            all.Insert(random.Next(all.Count + 1), $"\"{Pick(Fields)}\":{Value(3)}");
        return "{" + string.Join(Pick([",", " ,\n"]), all) + "}";
    }

    private string Value(int depth) => random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => Text,
        1 => random.Next().ToString(CultureInfo.InvariantCulture),
        2 => Pick(["true", "false", "null"]),
        3 => Pick(["1e400", "-0.0", "1E+9", "123456789012345678901234567890"]),
        4 => "\"\"",
        5 => "[]",
        6 => $"[{Value(depth - 1)},{Value(depth - 1)}]",
        7 => new string('[', random.Next(1, 90)) + "1" + new string(']', random.Next(1, 90)),
        _ => Object($"\"{Pick(Fields)}\":{Value(depth - 1)}"),
    };

    private void Damage(List<byte> body)
    {
        var at = random.Next(body.Count);
        switch (random.Next(5))
        {
            case 0:
                body.RemoveRange(at, Math.Min(random.Next(1, 20), body.Count - at));
                break;
            case 1:
                body.InsertRange(at, Encoding.UTF8.GetBytes(Pick(Fragments)));
                break;
            case 2:
                body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 60), body.Count - at)));
                break;
            case 3:
                body[at] = (byte)random.Next(256);
                break;
            default:
                body.InsertRange(at, Enumerable.Repeat((byte)' ', random.Next(1, 100_000)));
                break;
        }
    }

    private T Pick<T>(T[] list) => list[random.Next(list.Length)];
}
