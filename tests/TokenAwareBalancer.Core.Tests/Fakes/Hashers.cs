using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Fakes;

/// <summary>Hashers with keys that the tests know.</summary>
internal static class Hashers
{
    public static ContentHasher Create(int seed = 1)
    {
        var key = new byte[ContentHasher.KeyBytes];
        new Random(seed).NextBytes(key);
        return new ContentHasher(key);
    }
}
