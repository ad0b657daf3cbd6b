using System.Numerics;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Windows of one stretch of a long piece, each joined to the one before it (see
/// <see cref="LongPieceMerger"/>).</summary>
/// <remarks>Of a window, the n-th bit of a number is set where a token begins with its n-th byte.</remarks>
internal struct WindowChain(int start, int end, int expectedFirst)
{
    /// <summary>The bytes of a window.</summary>
    public const int Window = ShortPieceMerger.LongestPiece;

    // What is cut off behind a window may show in its last quarter.
    private const int MostKept = Window - (Window / 4);

    private readonly int _start = start;
    private ulong _first;
    private int _firstKept;
    private ulong _last;
    private int _lastStart;
    private int _tokensBeforeLast;

    /// <summary>Where the next window begins.</summary>
    public int Position { get; private set; } = start;

    /// <summary>The bytes of the token that begins there, as the window before has it; 0 if there was none.</summary>
    public int ExpectedFirst { get; private set; } = expectedFirst;

    /// <summary>The tokens up to there.</summary>
    public int Tokens { get; private set; }

    public readonly bool IsDone => Position >= end;

    /// <summary>Takes the next window; false if it does not join.</summary>
    public bool TryTake(ulong starts)
    {
        if (ExpectedFirst != 0 && Next(starts, 0) != ExpectedFirst)
            return false;
        var kept = 63 - BitOperations.LeadingZeroCount(starts & Below(MostKept + 1));
        if (kept == 0)
            return false;
        if (Position == _start)
            (_first, _firstKept) = (starts, kept);
        (_last, _lastStart, _tokensBeforeLast) = (starts, Position, Tokens);
        Tokens += BitOperations.PopCount(starts & Below(kept));
        ExpectedFirst = Next(starts, kept) - kept;
        Position += kept;
        return true;
    }

    /// <summary>Joins a chain that begins where this one ends, or before that, at a token that both have.</summary>
    /// <param name="next">The other one, of several windows.</param>
    /// <param name="tokens">The tokens of this one up to the shared one, less those of the other up to there.</param>
    /// <returns>Whether they share a token.</returns>
    public readonly bool TryJoin(in WindowChain next, out int tokens)
    {
        var offset = next._start - _lastStart;
        var starts = _last >> offset;
        tokens = 0;
        for (var shared = starts & next._first & Below(next._firstKept + 1); shared != 0;)
        {
            var token = 63 - BitOperations.LeadingZeroCount(shared);
            var end = Next(starts, token, Window - offset);
            if (end == Next(next._first, token))
            {
                tokens = _tokensBeforeLast + BitOperations.PopCount(_last & Below(offset + end))
                    - BitOperations.PopCount(next._first & Below(end));
                return true;
            }

            shared ^= 1UL << token;
        }

        return false;
    }

    private static int Next(ulong starts, int token, int end = Window) =>
        ShortPieceMerger.NextStart(starts, token, end);

    private static ulong Below(int bit) => bit >= 64 ? ulong.MaxValue : (1UL << bit) - 1;
}
