using System.Text;

namespace TokenAwareBalancer.Tokenizing.Files;

public sealed class TiktokenFileTests
{
    [Theory]
    [InlineData("cl100k_base", 100_256)]
    [InlineData("o200k_base", 199_998)]
    public void Encode_FileOfABuiltInTokenizersRanks_IsThatOfIt(string name, int tokens)
    {
        BuiltInTokenizers.TryGet(name, out var counter);
        var builtIn = (ITokenEncoder)counter!;
        var tokenizer = ToyTokenizer.Load(Ranks(builtIn, tokens), $"models/{name}.tiktoken");

        Assert.All(TokenCountSamples.Read("written.jsonl").Concat(TokenCountSamples.Read("hostile.jsonl")), sample =>
        {
            Assert.Equal(sample.TokensOf(name), tokenizer.CountTokens(sample.Utf8Text));
            Assert.Equal(ToyTokenizer.Encode(builtIn, sample.Text), ToyTokenizer.Encode(tokenizer, sample.Text));
        });
    }

    [Theory]
    [InlineData("gpt2:my.bin", "x's y  1234", new[] { 'x', '\'', 's', ' ', 'y', ' ', ' ', '1', '2', '3', '4' })]
    [InlineData("qwen:my.bin", "e\u0301", new[] { (char)0xC3, (char)0xA9 })]
    [InlineData("r50k_base.tiktoken", "a b", new[] { 'a', ' ', 'b' })]
    public void Encode_FileOfBytesWithAPattern_IsItsBytes(string path, string text, char[] bytes) =>
        Assert.Equal(bytes.Select(b => (int)b), ToyTokenizer.Encode(ToyTokenizer.Load(Bytes(), path), text));

    [Fact]
    public void Load_NameThatTellsNoPattern_SaysHowToWriteIt()
    {
        var error = Assert.Throws<TokenizerFileException>(() => ToyTokenizer.Load(Bytes(), "tokenizer.model"));

        Assert.Contains("Write PATTERN:PATH, for example cl100k_base:tokenizer.model", error.Message, StringComparison.Ordinal);
        Assert.Contains("llama3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("IQ== 0\nhello", "line 2 is no token of a tiktoken file")]
    [InlineData("IQ== x", "line 1 is no token of a tiktoken file")]
    [InlineData("!!! 0", "line 1 does not begin with a token in base64")]
    [InlineData("IQ== -1", "line 1 has the rank -1; ranks are from 0 to 4194303")]
    [InlineData("IQ== 99999999", "line 1 has the rank 99999999")]
    [InlineData("IQ== 0\nIg== 0", "line 2 has the rank 0, which another line has already")]
    [InlineData("IQ== 0\nIQ== 1", "line 2 has a token that another line has already")]
    [InlineData("IQ== 0", "the file lacks the byte 0x00")]
    public void Load_BadLine_FailsAndSaysWhich(string text, string message) => Assert.Contains(
        message,
        Assert.Throws<TokenizerFileException>(
            () => ToyTokenizer.Load(Encoding.UTF8.GetBytes(text), "gpt2:a.bin")).Message,
        StringComparison.Ordinal);

    private static byte[] Bytes() => Encoding.UTF8.GetBytes(string.Concat(
        Enumerable.Range(0, 256).Select(value => $"{Convert.ToBase64String([(byte)value])} {value}\r\n")));

    private static byte[] Ranks(ITokenEncoder tokenizer, int tokens) => Encoding.UTF8.GetBytes(string.Concat(
        Enumerable.Range(0, tokens).Select(rank => $"{Convert.ToBase64String(tokenizer.BytesOf(rank))} {rank}\n")));
}
