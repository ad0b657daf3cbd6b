namespace TokenAwareBalancer.Hashing;

/// <summary>What a content is known by: 128 bits of a <see cref="ContentHasher"/>, meaningless without it.</summary>
public readonly record struct ContentHash(ulong High, ulong Low)
{
    /// <summary>The sum modulo 2¹²⁸: a hash of both, as hard to collide as each.</summary>
    public static ContentHash operator +(ContentHash left, ContentHash right)
    {
        var low = left.Low + right.Low;
        return new(left.High + right.High + (low < left.Low ? 1UL : 0), low);
    }

    /// <summary>Bits to choose a place by: even, though the hash itself need only be free of collisions.</summary>
    public ulong Mix()
    {
        // The finalizer of MurmurHash3 (Appleby, public domain).
        var mixed = High ^ Low;
        mixed = (mixed ^ (mixed >> 33)) * 0xff51afd7ed558ccd;
        mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53;
        return mixed ^ (mixed >> 33);
    }
}
