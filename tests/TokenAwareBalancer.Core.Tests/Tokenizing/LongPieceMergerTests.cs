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

    [Theory]
    [MemberData(nameof(VocabulariesAndTexts))]
    public void CountTokens_InLanes_FindsWhatOneWindowAfterTheOtherFinds(string name, string text)
    {
        var vocabulary = Load(name);
        var random = new Random(1);
        var texts = HostileTexts.Create(text, 60_000);

        for (var i = 0; i < 30; i++)
        {
            var piece = texts.AsSpan(random.Next(40_000), random.Next(1_000, 20_000));
            var oneByOne = default(TokenTally);
            LongPieceMerger.Merge(vocabulary, piece, ref oneByOne);

            Assert.Equal(oneByOne.Tokens, LongPieceMerger.CountTokens(vocabulary, piece));
        }
    }

    [Theory]
    [InlineData("letters")]
    [InlineData("white space")]
    [InlineData("dashes and equals")]
    [InlineData("hanzi")]
    public void Count_RandomText_LanesFindATokenToJoinAt(string text)
    {
        var expectedFirst = 0;

        var bytes = WindowLanes.Count(Load("o200k_base"), HostileTexts.Create(text, 10_000), ref expectedFirst, out _);

        Assert.InRange(bytes, 8_000, 9_000);
        Assert.InRange(expectedFirst, 1, 64);
    }

    public static TheoryData<string, string> VocabulariesAndTexts =>
        new MatrixTheoryData<string, string>(["cl100k_base", "o200k_base"], HostileTexts.Names);

    private static Vocabulary Load(string name)
    {
        var (lengths, bytes) = EmbeddedVocabulary.ReadTokens(name);
        return new Vocabulary(lengths, bytes, EmbeddedVocabulary.ReadTables(name));
    }

    private static Vocabulary CreateChainVocabulary()
    {
        var tokens = Enumerable.Range(0, Bytes).Select(value => new[] { (byte)value })
            .Concat(Enumerable.Range(0, Bytes - 1).Reverse().Select(value => new[] { (byte)value, (byte)(value + 1) }))
            .ToList();
        return new Vocabulary([.. tokens.Select(token => (byte)token.Length)], [.. tokens.SelectMany(token => token)]);
    }
}
