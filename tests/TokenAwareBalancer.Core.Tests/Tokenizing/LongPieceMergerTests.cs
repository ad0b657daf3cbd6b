namespace TokenAwareBalancer.Tokenizing;

public sealed class LongPieceMergerTests
{
    private const int Bytes = 256;

    /// <summary>
    /// Each byte merges with the next higher one, the highest first: the end of a rising chain decides all of it.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void CountTokens_BoundariesDecidedFarBehindTheWindow_AreStillExact(int startOfChain)
    {
        var vocabulary = CreateChainVocabulary();
        byte[] chain = [.. Enumerable.Range(startOfChain, Bytes - startOfChain).Select(value => (byte)value)];
        byte[] piece = [.. Enumerable.Repeat(chain, 40).SelectMany(bytes => bytes)];

        var tokens = LongPieceMerger.CountTokens(vocabulary, piece);

        Assert.Equal(40 * ((chain.Length + 1) / 2), tokens);
    }

    private static Vocabulary CreateChainVocabulary()
    {
        var tokens = Enumerable.Range(0, Bytes).Select(value => new[] { (byte)value })
            .Concat(Enumerable.Range(0, Bytes - 1).Reverse().Select(value => new[] { (byte)value, (byte)(value + 1) }))
            .ToList();
        return new Vocabulary([.. tokens.Select(token => (byte)token.Length)], [.. tokens.SelectMany(token => token)]);
    }
}
