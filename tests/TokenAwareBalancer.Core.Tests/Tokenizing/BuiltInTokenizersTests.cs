namespace TokenAwareBalancer.Tokenizing;

public sealed class BuiltInTokenizersTests
{
    public static TheoryData<string, string> TokenizersAndSamples => new MatrixTheoryData<string, string>(
        TokenCountSamples.Tokenizers, ["written.jsonl", "random.jsonl", "hostile.jsonl"]);

    public static TheoryData<string> Tokenizers => [.. TokenCountSamples.Tokenizers];

    [Theory]
    [MemberData(nameof(TokenizersAndSamples))]
    public void CountTokens_SampleOfTheOriginal_CountsTheSame(string tokenizer, string file)
    {
        var counter = Get(tokenizer);

        Assert.All(TokenCountSamples.Read(file), sample =>
            Assert.Equal(sample.TokensOf(tokenizer), counter.CountTokens(sample.Utf8Text)));
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void CountTokens_EveryKindOfCharacterInSeveralSurroundings_CountsTheSameAsTheOriginal(string tokenizer)
    {
        var counter = Get(tokenizer);

        Assert.All(TokenCountSamples.ReadCodePoints(), sample =>
            Assert.Equal(sample.TokensOf(tokenizer), counter.CountTokens(sample.Utf8Text)));
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void CountTokens_BytesThatAreNotUtf8_NeverFails(string tokenizer)
    {
        var counter = Get(tokenizer);
        var random = new Random(1);
        var bytes = new byte[200];

        for (var i = 0; i < 5_000; i++)
        {
            random.NextBytes(bytes);
            var length = random.Next(1, bytes.Length);
            Assert.InRange(counter.CountTokens(bytes.AsSpan(0, length)), 1, length);
        }
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void CountTokens_AfterWarmUp_AllocatesNothing(string tokenizer)
    {
        var counter = Get(tokenizer);
        var texts = TokenCountSamples.Read("hostile.jsonl").Take(100).Select(sample => sample.Utf8Text).ToList();
        CountAll();

        var before = GC.GetAllocatedBytesForCurrentThread();
        CountAll();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void CountAll()
        {
            foreach (var text in texts)
                counter.CountTokens(text);
        }
    }

    [Fact]
    public void TryGet_KnownNameTwice_ReturnsTheSameInstanceNamedLikeIt()
    {
        Assert.Equal(["cl100k_base", "o200k_base", "o200k_harmony"], BuiltInTokenizers.Names);
        Assert.All(BuiltInTokenizers.Names, name =>
        {
            Assert.Equal(name, Get(name).Name);
            Assert.Same(Get(name), Get(name));
        });
    }

    [Fact]
    public void TryGet_UnknownName_ReturnsFalse() => Assert.False(BuiltInTokenizers.TryGet("CL100K_BASE", out _));

    private static ITokenCounter Get(string name)
    {
        Assert.True(BuiltInTokenizers.TryGet(name, out var counter));
        return counter;
    }
}
