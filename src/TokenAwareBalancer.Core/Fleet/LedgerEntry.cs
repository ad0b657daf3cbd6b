namespace TokenAwareBalancer.Fleet;

/// <summary>Work in flight: what one lease holds, or the sum over all leases of a backend.</summary>
/// <param name="Requests">Requests sent and not ended.</param>
/// <param name="PrefillTokens">Prompt tokens not yet computed: all of them until the first content, then none.</param>
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
    public static LedgerEntry operator +(in LedgerEntry left, in LedgerEntry right) => new(
        left.Requests + right.Requests,
        left.PrefillTokens + right.PrefillTokens,
        left.DecodeTokens + right.DecodeTokens,
        left.KvTokens + right.KvTokens,
        left.PromptTokens + right.PromptTokens);

    public static LedgerEntry operator -(in LedgerEntry left, in LedgerEntry right) => new(
        left.Requests - right.Requests,
        left.PrefillTokens - right.PrefillTokens,
        left.DecodeTokens - right.DecodeTokens,
        left.KvTokens - right.KvTokens,
        left.PromptTokens - right.PromptTokens);
}
