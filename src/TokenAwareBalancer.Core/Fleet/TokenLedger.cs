namespace TokenAwareBalancer.Fleet;

/// <summary>The exact sum of the work in flight on one backend through this balancer.</summary>
/// <remarks>
/// <para>
/// Only leases write to it, and each writes the difference between what it held and what it holds now. The ledger is
/// therefore always the sum of the open leases, and zero when there is none: there is no second place that could
/// forget to subtract.
/// </para>
/// <para>
/// Each number is exact on its own. A reader may see one number before and another after a concurrent change; a
/// choice between backends does not need more.
/// </para>
/// </remarks>
public sealed class TokenLedger
{
    private long _requests;
    private long _prefillTokens;
    private long _decodeTokens;
    private long _kvTokens;
    private long _promptTokens;
    private long _pendingRequests;
    private long _prefillPairs;
    private long _ownKvTokens;

    /// <summary>Reads all numbers, each exact at some moment during the call.</summary>
    public LedgerEntry Read() => new(
        Volatile.Read(ref _requests),
        Volatile.Read(ref _prefillTokens),
        Volatile.Read(ref _decodeTokens),
        Volatile.Read(ref _kvTokens),
        Volatile.Read(ref _promptTokens))
    {
        PendingRequests = Volatile.Read(ref _pendingRequests),
        PrefillPairs = Volatile.Read(ref _prefillPairs),
        OwnKvTokens = Volatile.Read(ref _ownKvTokens),
    };

    internal void Add(in LedgerEntry difference)
    {
        AddUnlessZero(ref _requests, difference.Requests);
        AddUnlessZero(ref _prefillTokens, difference.PrefillTokens);
        AddUnlessZero(ref _decodeTokens, difference.DecodeTokens);
        AddUnlessZero(ref _kvTokens, difference.KvTokens);
        AddUnlessZero(ref _promptTokens, difference.PromptTokens);
        AddUnlessZero(ref _pendingRequests, difference.PendingRequests);
        AddUnlessZero(ref _prefillPairs, difference.PrefillPairs);
        AddUnlessZero(ref _ownKvTokens, difference.OwnKvTokens);
    }

    // A streamed token changes three of the eight numbers: the others are spared a locked instruction.
    private static void AddUnlessZero(ref long number, long difference)
    {
        if (difference != 0)
            Interlocked.Add(ref number, difference);
    }
}
