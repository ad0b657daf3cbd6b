using System.Text;
using TokenAwareBalancer.Tokenizing.Reference;

namespace TokenAwareBalancer.Tokenizing.Fuzzing;

/// <summary>The built-in tokenizers against the reference, on random texts.</summary>
public sealed class TextFuzzTests
{
    public static TheoryData<string, string> TokenizersAndKinds =>
        new MatrixTheoryData<string, string>(TokenCountSamples.Tokenizers, FuzzRun.Kinds);

    [Theory]
    [MemberData(nameof(TokenizersAndKinds))]
    public Task Tokenizer_OnRandomTexts_CountsAndNamesTheTokensOfTheReference(string tokenizer, string kind)
    {
        Assert.True(BuiltInTokenizers.TryGet(tokenizer, out var counter));
        var encoder = Assert.IsType<ITokenEncoder>(counter, exactMatch: false);
        var reference = ReferenceTokenizer.Get(tokenizer);
        return FuzzRun.RunAsync(kind, random =>
        {
            var text = new RandomTexts(random, () => VocabularyTexts.Draw(encoder, random)).Next();
            TokenAssert.Same(encoder, reference.Encode, text);
        });
    }

    [Theory]
    [MemberData(nameof(TokenizersAndKinds))]
    public Task Tokenizer_OnRandomBytes_NeverFails(string tokenizer, string kind)
    {
        Assert.True(BuiltInTokenizers.TryGet(tokenizer, out var counter));
        return FuzzRun.RunAsync(kind, random =>
        {
            var bytes = Encoding.UTF8.GetBytes(new RandomTexts(random, token: null).Next());
            for (var faults = random.Next(4); faults > 0 && bytes.Length > 0; faults--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Assert.InRange(counter.CountTokens(bytes), Math.Min(1, bytes.Length), bytes.Length);
        });
    }
}
