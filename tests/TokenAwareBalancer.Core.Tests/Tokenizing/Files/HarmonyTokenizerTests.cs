using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

public sealed class HarmonyTokenizerTests
{
    [Fact]
    public void Encode_ChatOfGptOss_TakesItsMarksForTokens()
    {
        const string chat = "<|start|>user<|message|>Hi<|end|><|start|>assistant<|channel|>final<|return|>";

        var tokenizer = TokenizerSource.Resolve("o200k_harmony");

        // The ids of openai/gpt-oss' tokenizer.json.
        Assert.Equal(
            [200006, 1428, 200008, 12194, 200007, 200006, 173781, 200005, 17196, 200002],
            ToyTokenizer.Encode(tokenizer, chat));
        Assert.Equal("<|call|>"u8, tokenizer.BytesOf(200012));
    }

    [Fact]
    public void CountTokens_TextWithoutMarks_IsThatOfO200k()
    {
        var tokenizer = TokenizerSource.Resolve("o200k_harmony");
        var samples = TokenCountSamples.Read("hostile.jsonl")
            .Where(sample => !sample.Text.Contains("<|endof", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(samples);
        Assert.All(samples, sample => Assert.Equal(sample.O200kTokens, tokenizer.CountTokens(sample.Utf8Text)));
    }

    [Fact]
    public void CountTokens_FloodOfWhatIsAlmostAMark_IsCountedAsText()
    {
        var flood = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<|reserved_20001", 20_000)));
        BuiltInTokenizers.TryGet("o200k_base", out var o200k);

        Assert.Equal(o200k!.CountTokens(flood), TokenizerSource.Resolve("o200k_harmony").CountTokens(flood));
    }
}
