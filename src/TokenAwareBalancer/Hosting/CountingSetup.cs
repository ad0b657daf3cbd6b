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
        if (options.CacheEntries == 0)
            return new CountingSettings(Cache: null, options.ExactUpTo);
        var hasher = new ContentHasher(RandomNumberGenerator.GetBytes(ContentHasher.KeyBytes));
        return new CountingSettings(new CountCache(options.CacheEntries, hasher), options.ExactUpTo);
    }
}
