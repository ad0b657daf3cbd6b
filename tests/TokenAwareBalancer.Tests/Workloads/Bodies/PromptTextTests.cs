using System.Text;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Workloads.Bodies;

public sealed class PromptTextTests
{
    [Theory]
    [InlineData("o200k_base", 1)]
    [InlineData("o200k_base", 30)]
    [InlineData("o200k_base", 513)]
    [InlineData("o200k_base", 7500)]
    [InlineData("cl100k_base", 7500)]
    public void Text_OfTokens_IsThatLongForTheTokenizer(string tokenizer, int tokens)
    {
        Assert.True(BuiltInTokenizers.TryGet(tokenizer, out var counter));

        for (var index = 0; index < 20; index++)
            Assert.Equal(tokens, counter.CountTokens(Write(new PromptContent(tokens, Seed: 1, index))));
    }

    [Fact]
    public void Text_WithoutItsFirstSpace_IsAsLong()
    {
        Assert.True(BuiltInTokenizers.TryGet("o200k_base", out var counter));

        // Chat templates trim the text. So many first words are each of the 256.
        for (var index = 0; index < 8000; index++)
            Assert.Equal(3, counter.CountTokens(Write(new PromptContent(3, Seed: 1, index)).AsSpan(1)));
    }

    [Fact]
    public void Text_SameContent_IsTheSame() => Assert.Equal(
        Write(new PromptContent(100, Seed: 4, Index: 7)), Write(new PromptContent(100, Seed: 4, Index: 7)));

    [Fact]
    public void Texts_OfManyRequestsAndSeeds_ShareNotEvenTheirFirstEightWords()
    {
        var firstWords = new HashSet<string>();
        for (var seed = 1; seed <= 10; seed++)
        {
            for (var index = 0; index < 10_000; index++)
                Assert.True(firstWords.Add(Encoding.ASCII.GetString(Write(new PromptContent(8, seed, index)))));
        }
    }

    [Fact]
    public void Texts_OfTheSameBlocks_ShareTheseAndNoMore()
    {
        var first = Write(new PromptContent(3 * 512, Seed: 1, Index: 0) { BlockIds = new long[] { 9, 12, 40 } });
        var second = Write(new PromptContent(3 * 512, Seed: 1, Index: 1) { BlockIds = new long[] { 9, 12, 41 } });

        Assert.InRange(first.AsSpan().CommonPrefixLength(second), 2 * 512 * 4, 2 * 512 * 4 + 7 * 4);
    }

    [Fact]
    public void Block_CutShort_IsTheBeginningOfTheWholeOne()
    {
        var cut = Write(new PromptContent(512 + 100, Seed: 1, Index: 0) { BlockIds = new long[] { 9, 12 } });
        var whole = Write(new PromptContent(2 * 512, Seed: 1, Index: 1) { BlockIds = new long[] { 9, 12 } });

        Assert.Equal(whole[..cut.Length], cut);
    }

    [Fact]
    public void Block_InAnyPlace_IsTheSameText()
    {
        const int blockBytes = TraceRequest.BlockTokens * PromptText.BytesPerToken;
        var first = Write(new PromptContent(1024, Seed: 1, Index: 0) { BlockIds = new long[] { 5, 6 } });
        var second = Write(new PromptContent(1024, Seed: 1, Index: 1) { BlockIds = new long[] { 6, 5 } });

        Assert.Equal(first[..blockBytes], second[blockBytes..]);
    }

    [Fact]
    public void Text_BeyondItsBlocks_IsItsOwn()
    {
        var first = Write(new PromptContent(600, Seed: 1, Index: 0) { BlockIds = new long[] { 5 } });
        var second = Write(new PromptContent(600, Seed: 1, Index: 1) { BlockIds = new long[] { 5 } });

        Assert.InRange(first.AsSpan().CommonPrefixLength(second), 512 * 4, 512 * 4 + 7 * 4);
    }

    private static byte[] Write(PromptContent content)
    {
        var text = new byte[content.Tokens * PromptText.BytesPerToken];
        PromptText.Write(text, content);
        return text;
    }
}
