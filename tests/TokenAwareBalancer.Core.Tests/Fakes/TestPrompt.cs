using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Hashing;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Fakes;

/// <summary>Prompts made of letters: those that begin with the same letters begin alike.</summary>
internal static class TestPrompt
{
    /// <summary>What each letter stands for: ten KV blocks.</summary>
    public const int LetterTokens = 160;

    private static readonly ContentHasher Hasher = Hashers.Create();

    /// <param name="letters">A letter for each beginning.</param>
    /// <param name="otherTokens">Of the prompt, behind them.</param>
    public static WorkEstimate Of(string letters, int otherTokens = 1)
    {
        var beginnings = new PrefixHash[letters.Length];
        var hash = default(ContentHash);
        for (var index = 0; index < letters.Length; index++)
        {
            hash = Hasher.Chain(hash, Hasher.Hash([], letters[index]), 1);
            beginnings[index] = new PrefixHash(hash, (index + 1) * LetterTokens);
        }

        return TestFleet.Work((letters.Length * LetterTokens) + otherTokens) with { Prefixes = beginnings };
    }

    /// <summary>Has its engine answer it whole, and say what it found.</summary>
    public static void Answer(this Lease lease, long? cachedTokens = null)
    {
        lease.ReleasePrefill();
        lease.ObserveUsage(null, null, cachedTokens);
        lease.Settle();
    }
}
