using System.Runtime.CompilerServices;
using TokenAwareBalancer.Hashing;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>How the prompts of one model are counted. Immutable; made once per model.</summary>
public sealed class PromptCounting
{
    /// <summary>
    /// Below this many bytes counting costs little more than looking up in memory that no core has near: some 100 ns.
    /// </summary>
    internal const int LeastCachedBytes = 64;

    private static int _tokenizers;
    private static readonly ConditionalWeakTable<ITokenCounter, object> TokenizerIds = [];

    private readonly ContentHash _tokenizerHash;

    /// <param name="counter">The model's tokenizer; null to estimate from bytes.</param>
    /// <param name="bytesPerToken">For the estimate.</param>
    /// <param name="settings">What is the same for all models.</param>
    public PromptCounting(ITokenCounter? counter, IBytesPerToken bytesPerToken, CountingSettings settings)
    {
        Counter = counter;
        BytesPerToken = bytesPerToken;
        ExactTextBytes = settings.ExactTextBytes;
        Cache = counter is null ? null : settings.Cache;
        Hasher = settings.Hasher;
        if (Cache is not null && counter is not null)
            _tokenizerHash = Cache.Hasher.Hash([], IdOf(counter));
    }

    /// <summary>Counts; null where prompts are estimated from their bytes.</summary>
    public ITokenCounter? Counter { get; }

    /// <summary>What tokens are estimated by where nothing counts them.</summary>
    public IBytesPerToken BytesPerToken { get; }

    /// <summary>Remembers counts; null when it is off, or there are no counts.</summary>
    public CountCache? Cache { get; }

    /// <summary>Hashes beginnings of prompts; null to hash none.</summary>
    public ContentHasher? Hasher { get; }

    /// <summary>Text beyond this is sampled; null when all of it is counted.</summary>
    public long? ExactTextBytes { get; }

    /// <summary>The same with nothing but the estimate, for when counting fails.</summary>
    public PromptCounting Estimating => new(null, BytesPerToken, new CountingSettings());

    /// <summary>What a text is remembered by: two tokenizers count it differently.</summary>
    internal ContentHash KeyOf(ContentHash text) => text + _tokenizerHash;

    // In the bits above those that kinds of texts use.
    private static ulong IdOf(ITokenCounter counter) =>
        (ulong)(int)TokenizerIds.GetValue(counter, static _ => Interlocked.Increment(ref _tokenizers)) << 32;
}
