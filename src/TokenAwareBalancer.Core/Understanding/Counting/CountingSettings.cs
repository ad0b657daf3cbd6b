using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>How prompts are counted, whatever their model.</summary>
/// <param name="Cache">Remembers counts; null when each text is counted each time.</param>
/// <param name="ExactTextBytes">Text beyond this is sampled; null to count all of it.</param>
public sealed record CountingSettings(CountCache? Cache = null, long? ExactTextBytes = null)
{
    /// <summary>Hashes texts, and the beginnings of prompts; the cache's, if there is one; null to hash none.</summary>
    public ContentHasher? Hasher { get => field ?? Cache?.Hasher; init; }
}
