using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Small tokenizer.json files, made of the vocabulary that <c>tools/vocabularies/file-samples.mjs</c> trained.
/// </summary>
internal static class ToyTokenizer
{
    private static readonly string[] Lines =
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Samples", "tokenizing", "files.jsonl"));

    /// <summary>The names of all kinds there are samples of.</summary>
    public static IEnumerable<string> Names => Lines.Skip(1).Select(line => (string)JsonNode.Parse(line)!["name"]!);

    /// <summary>The file of a kind, as a tree to change.</summary>
    public static JsonObject Json(string name = "GPT-2")
    {
        var model = JsonNode.Parse(Lines[0])!.AsObject();
        var kind = Kind(name);
        model["type"] = "BPE";
        model["ignore_merges"] = kind["ignore_merges"]!.DeepClone();
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = new JsonObject { ["max_length"] = 1 },
            ["padding"] = null,
            ["added_tokens"] = kind["added_tokens"]!.DeepClone(),
            ["normalizer"] = kind["normalizer"]?.DeepClone(),
            ["pre_tokenizer"] = kind["pre_tokenizer"]!.DeepClone(),
            ["post_processor"] = new JsonObject { ["type"] = "ByteLevel" },
            ["decoder"] = null,
            ["model"] = model,
        };
    }

    /// <summary>Texts of a kind, and the ids that the library gives them.</summary>
    public static IEnumerable<(string Text, int[] Ids)> Samples(string name) => Kind(name)["samples"]!.AsArray()
        .Select(sample => ((string)sample![0]!, sample[1]!.Deserialize<int[]>()!));

    public static ITokenEncoder Load(JsonNode json) => Load(json.ToJsonString());

    public static ITokenEncoder Load(string json) => Load(Encoding.UTF8.GetBytes(json));

    public static ITokenEncoder Load(byte[] content, string name = "toy.json") =>
        TokenizerFiles.Load(TokenizerReference.Parse(name), content);

    public static int[] Encode(ITokenEncoder tokenizer, string text)
    {
        var ids = new List<int>();
        tokenizer.Encode(Encoding.UTF8.GetBytes(text), ids);
        return [.. ids];
    }

    private static JsonNode Kind(string name) =>
        JsonNode.Parse(Lines.Skip(1).Single(line => (string)JsonNode.Parse(line)!["name"]! == name))!;
}
