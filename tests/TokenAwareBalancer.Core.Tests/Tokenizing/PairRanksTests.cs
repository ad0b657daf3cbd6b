using System.Diagnostics;

namespace TokenAwareBalancer.Tokenizing;

public sealed class PairRanksTests
{
    private const int Pairs = 40_000;

    [Fact]
    public void RankOf_EachPairAdded_IsItsRank()
    {
        var ranks = new PairRanks(Pairs);
        for (var pair = 0u; pair < Pairs; pair++)
            ranks.Add(pair, 7 * pair, pair);

        Assert.All(
            Enumerable.Range(0, Pairs).Select(static pair => (uint)pair),
            pair => Assert.Equal(pair, ranks.RankOf(pair, 7 * pair)));
        Assert.Equal(Vocabulary.NoRank, ranks.RankOf(1, 8));
    }

    [Fact]
    public void Add_PairsChosenToCollideUnderTheGoldenRatio_TakesNoLongerThanOthers()
    {
        var chosen = AllPairs().Where(static pair => IsInTheFirstHundredth(pair.Left, pair.Right))
            .Take(Pairs).ToArray();
        var others = new Random(1).GetItems(AllPairs().ToArray(), Pairs).Distinct().ToArray();
        var chosenTime = TimeSpan.FromDays(1);
        var otherTime = TimeSpan.FromDays(1);

        // Other work on the machine only ever adds time. In quadratic time it would be some hundred times as much.
        for (var attempt = 0; attempt < 10 && chosenTime > 10 * otherTime; attempt++)
        {
            chosenTime = Min(chosenTime, TimeToAdd(chosen));
            otherTime = Min(otherTime, TimeToAdd(others));
        }

        Assert.Equal(Pairs, chosen.Length);
        Assert.InRange(chosenTime, TimeSpan.Zero, 10 * otherTime);
    }

    private static IEnumerable<(uint Left, uint Right)> AllPairs() =>
        from left in Enumerable.Range(0, 2100) from right in Enumerable.Range(0, 2100) select ((uint)left, (uint)right);

    private static bool IsInTheFirstHundredth(uint left, uint right) =>
        unchecked(MergeTable.Key(left, right) * 0x9E3779B97F4A7C15) < ulong.MaxValue / 100;

    private static TimeSpan TimeToAdd((uint Left, uint Right)[] pairs)
    {
        var ranks = new PairRanks(Pairs);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < pairs.Length; i++)
            ranks.Add(pairs[i].Left, pairs[i].Right, (uint)i);
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
