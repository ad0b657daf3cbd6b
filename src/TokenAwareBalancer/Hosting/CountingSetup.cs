using System.Security.Cryptography;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Hashing;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Hosting;

/// <summary>Makes what the options say of counting.</summary>
internal static class CountingSetup
{
    /// <remarks>A key of its own for each process: nobody can have prepared texts that collide under it.</remarks>
    public static CountingSettings Create(CountingOptions options)
    {
        var hasher = new ContentHasher(RandomNumberGenerator.GetBytes(ContentHasher.KeyBytes));
        var cache = options.CacheEntries == 0 ? null : new CountCache(options.CacheEntries, hasher);
        return new CountingSettings(cache, options.ExactUpTo) { Hasher = hasher };
    }
}
