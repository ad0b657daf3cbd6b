using System.Numerics;
using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Counts a stretch of a long piece in four places at once.</summary>
/// <remarks>
/// Windows of one chain wait for each other, since each begins where the one before it ended. So four chains are begun,
/// each somewhere in the stretch, and their windows are merged in turns (see <see cref="MergeLane{TRanks}"/>). A chain
/// ends behind where the next one began; if both have a token there, all tokens up to it are those of the first, all
/// behind it those of the second, and every two neighbours are neighbours in one of the two. Where a chain begins
/// matters for a token or two.
/// </remarks>
internal static class WindowLanes
{
    /// <summary>The bytes of the shortest stretch.</summary>
    public const int LeastBytes = (LaneCount * ShortestLane) + (2 * WindowChain.Window);

    private const int LaneCount = 4;
    private const int ShortestLane = 256;
    private const int LongestLane = 2048;

    /// <summary>Counts from a boundary on, as far as one stretch goes.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="rest">What is left of the piece: at least <see cref="LeastBytes"/>.</param>
    /// <param name="expectedFirst">
    /// The bytes of the token that begins it, 0 if it is not known; then of the one that begins behind the stretch.
    /// </param>
    /// <param name="tokens">How many tokens the stretch has.</param>
    /// <returns>The bytes of the stretch, which ends with a token; 0 if something could not be joined.</returns>
    [SkipLocalsInit]
    public static int Count(Vocabulary vocabulary, ReadOnlySpan<byte> rest, ref int expectedFirst, out int tokens)
    {
        tokens = 0;
        Unsafe.SkipInit(out LaneArray lanes);
        Unsafe.SkipInit(out ChainArray chains);
        Begin(ref chains, rest, expectedFirst);
        while (!(chains[0].IsDone & chains[1].IsDone & chains[2].IsDone & chains[3].IsDone))
        {
            if (!TryTakeWindows(vocabulary, rest, ref lanes, ref chains))
                return 0;
        }

        tokens = chains[LaneCount - 1].Tokens;
        for (var lane = 0; lane < LaneCount - 1; lane++)
        {
            if (!chains[lane].TryJoin(in chains[lane + 1], out var upToThere))
                return 0;
            tokens += upToThere;
        }

        expectedFirst = chains[LaneCount - 1].ExpectedFirst;
        return chains[LaneCount - 1].Position;
    }

    private static void Begin(ref ChainArray chains, ReadOnlySpan<byte> rest, int expectedFirst)
    {
        var laneBytes = Math.Min((rest.Length - (2 * WindowChain.Window)) / LaneCount, LongestLane);
        var start = 0;
        for (var lane = 0; lane < LaneCount; lane++)
        {
            var end = StartOfCharacter(rest, (lane + 1) * laneBytes);
            chains[lane] = new WindowChain(start, end, lane == 0 ? expectedFirst : 0);
            start = end;
        }
    }

    /// <summary>An index, or one up to three less, where a character begins: there the windows join soonest.</summary>
    private static int StartOfCharacter(ReadOnlySpan<byte> text, int index)
    {
        for (var start = index; start > index - 4; start--)
        {
            if (!Utf8Characters.IsContinuation(text[start]))
                return start;
        }

        return index;
    }

    /// <summary>Merges the next window of each chain.</summary>
    [SkipLocalsInit]
    private static bool TryTakeWindows(
        Vocabulary vocabulary, ReadOnlySpan<byte> rest, ref LaneArray lanes, ref ChainArray chains)
    {
        Span<ulong> places = stackalloc ulong[LaneCount];
        Span<uint> parts = stackalloc uint[WindowChain.Window];
        var table = vocabulary.Merges;
        for (var lane = 0; lane < LaneCount; lane++)
        {
            if (chains[lane].IsDone)
            {
                lanes[lane].Clear();
                continue;
            }

            var window = rest.Slice(chains[lane].Position, WindowChain.Window);
            places[lane] = ShortPieceMerger.ReadParts(vocabulary, window, parts);
            lanes[lane].Start(table, parts[..BitOperations.PopCount(places[lane])]);
        }

        Merge(ref lanes[0], table);
        for (var lane = 0; lane < LaneCount; lane++)
        {
            if (!chains[lane].IsDone
                && !chains[lane].TryTake(ShortPieceMerger.Deposit(lanes[lane].Alive, places[lane])))
                return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Merge(ref MergeLane<SixtyFourMergeRanks> lane, MergeTable table)
    {
        while (lane.Step(table) | Unsafe.Add(ref lane, 1).Step(table)
            | Unsafe.Add(ref lane, 2).Step(table) | Unsafe.Add(ref lane, 3).Step(table))
        {
        }
    }

    [InlineArray(LaneCount)]
    private struct LaneArray
    {
        private MergeLane<SixtyFourMergeRanks> _first;
    }

    [InlineArray(LaneCount)]
    private struct ChainArray
    {
        private WindowChain _first;
    }
}
