using System.Text;

namespace TokenAwareBalancer.Tokenizing;

public sealed class MergeSplitsTests
{
    [Theory]
    [InlineData("ab", 1)]
    [InlineData("abc", 2)]
    [InlineData("bc", 1)]
    public void Find_TokenOfTwoTokens_SplitsItWhereMergingDoes(string token, int split) =>
        Assert.Equal(split, SplitOf(token, ["a", "b", "c", "ab", "bc", "abc"]));

    [Fact]
    public void Find_PartThatRanksBehindItsToken_IsFollowed() =>
        Assert.Equal(2, SplitOf("abc", ["a", "b", "c", "abc", "ab"]));

    [Fact]
    public void Find_TokenThatNoMergesArriveAt_HasNoSplit() =>
        Assert.Equal(0, SplitOf("abcd", ["a", "b", "c", "d", "bc", "abcd"]));

    [Fact]
    public void CountTokens_PieceMergedAloneOrWithOthers_HasTheSameTokens()
    {
        var (lengths, bytes) = EmbeddedVocabulary.ReadTokens("cl100k_base");
        var vocabulary = new Vocabulary(lengths, bytes, EmbeddedVocabulary.ReadTables("cl100k_base"));
        var pieces = TokenCountSamples.Read("random.jsonl").Select(sample => sample.Utf8Text)
            .Where(text => text.Length is > 1 and <= ShortPieceMerger.LongestPiece)
            .Where(text => vocabulary.RankOf(text, 0, text.Length) == Vocabulary.NoRank).ToList();
        var batch = default(PieceBatch);

        var together = pieces.Sum(piece => batch.Add(vocabulary, piece)) + batch.Finish(vocabulary.Merges);

        Assert.True(pieces.Count > 500);
        Assert.Equal(pieces.Sum(piece => ShortPieceMerger.CountTokens(vocabulary, piece, 0, piece.Length)), together);
    }

    private static int SplitOf(string token, string[] tokens)
    {
        byte[] lengths = [.. tokens.Select(text => (byte)text.Length)];
        var vocabulary = new Vocabulary(lengths, Encoding.ASCII.GetBytes(string.Concat(tokens)));
        return vocabulary.Tables.LeftLengths[Array.IndexOf(tokens, token)];
    }
}
