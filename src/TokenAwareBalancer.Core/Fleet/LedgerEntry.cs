using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Fleet;

/// <summary>Work in flight: what one lease holds, or the sum over all leases of a backend.</summary>
/// <param name="Requests">Requests sent and not ended.</param>
/// <param name="PrefillTokens">
/// PQ: prompt tokens not yet computed and not expected in the prefix cache, until the first content, then none.
/// </param>
/// <param name="DecodeTokens">Output tokens still expected.</param>
/// <param name="KvTokens">Tokens that occupy the KV cache: the prompt, plus the output observed so far.</param>
/// <param name="PromptTokens">
/// Prompt tokens of all requests in flight, computed or not. Only the rule this project began with
/// (<c>least-tokens</c>) weighs it; it is what makes that rule comparable.
/// </param>
public readonly record struct LedgerEntry(
    long Requests,
    long PrefillTokens,
    long DecodeTokens,
    long KvTokens,
    long PromptTokens)
{
    /// <summary>Those of <see cref="Requests"/> that have had no content yet; the others decode.</summary>
    public long PendingRequests { get; init; }

    /// <summary>What <see cref="PrefillWork.Pairs"/> says of <see cref="PrefillTokens"/>.</summary>
    public long PrefillPairs { get; init; }

    /// <summary>
    /// Those of <see cref="KvTokens"/> that no other request was expected to have brought there: what several share is
    /// in the cache once.
    /// </summary>
    public long OwnKvTokens { get; init; }

    /// <summary>Requests that have had content.</summary>
    public long DecodingRequests => Requests - PendingRequests;

    /// <summary>The prefill still to be done.</summary>
    public PrefillWork Prefill => new(PrefillTokens, PrefillPairs);

    public static LedgerEntry operator +(in LedgerEntry left, in LedgerEntry right) => new(
        left.Requests + right.Requests,
        left.PrefillTokens + right.PrefillTokens,
        left.DecodeTokens + right.DecodeTokens,
        left.KvTokens + right.KvTokens,
        left.PromptTokens + right.PromptTokens)
    {
        PendingRequests = left.PendingRequests + right.PendingRequests,
        PrefillPairs = left.PrefillPairs + right.PrefillPairs,
        OwnKvTokens = left.OwnKvTokens + right.OwnKvTokens,
    };

    public static LedgerEntry operator -(in LedgerEntry left, in LedgerEntry right) => new(
        left.Requests - right.Requests,
        left.PrefillTokens - right.PrefillTokens,
        left.DecodeTokens - right.DecodeTokens,
        left.KvTokens - right.KvTokens,
        left.PromptTokens - right.PromptTokens)
    {
        PendingRequests = left.PendingRequests - right.PendingRequests,
        PrefillPairs = left.PrefillPairs - right.PrefillPairs,
        OwnKvTokens = left.OwnKvTokens - right.OwnKvTokens,
    };
}
