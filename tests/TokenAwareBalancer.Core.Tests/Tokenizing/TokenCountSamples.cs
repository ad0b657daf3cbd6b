using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>A text and the tokens that the original tokenizers make of it.</summary>
internal sealed record TokenCountSample(string Text, int Cl100kTokens, int O200kTokens)
{
    public byte[] Utf8Text { get; } = Encoding.UTF8.GetBytes(Text);

    public int TokensOf(string tokenizer) => tokenizer == "cl100k_base" ? Cl100kTokens : O200kTokens;
}

/// <summary>Reads what <c>tools/vocabularies/samples.mjs</c> has written.</summary>
internal static class TokenCountSamples
{
    /// <summary>The built-in tokenizers that take every text as text, as the samples do.</summary>
    public static string[] Tokenizers { get; } = ["cl100k_base", "o200k_base"];

    public static IEnumerable<TokenCountSample> Read(string file) =>
        ReadLines(file).Select(line =>
            new TokenCountSample(line[0].GetString()!, line[1].GetInt32(), line[2].GetInt32()));

    /// <summary>Samples of Unicode code points, each in several surroundings, 256 of them to a sample.</summary>
    public static IEnumerable<TokenCountSample> ReadCodePoints() =>
        ReadLines("code-points.jsonl").Select(line =>
            new TokenCountSample(CodePointText(line[0].GetInt32()), line[1].GetInt32(), line[2].GetInt32()));

    private static IEnumerable<JsonElement> ReadLines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "tokenizing", file))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    private static string CodePointText(int first)
    {
        var text = new StringBuilder();
        for (var codePoint = first; codePoint < first + 256; codePoint++)
        {
            if (Rune.TryCreate(codePoint, out var c))
                text.Append($"x{c}Y{c}{c}1 {c}'s{c}\n");
        }

        return text.ToString();
    }
}
