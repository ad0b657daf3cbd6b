namespace TokenAwareBalancer.Hashing;

/// <summary>Hashes contents under a secret key: who does not know it cannot make two that collide.</summary>
/// <remarks>
/// <para>
/// Two universal hashes, one after the other: NH (Black, Halevi, Krawczyk, Krovetz, Rogaway, <i>UMAC</i>, 1999) makes
/// 32 bytes of each kilobyte, and the polynomial of Poly1305 (Bernstein, 2005) one number of those and of the length.
/// As in NHPoly1305 of Crowley and Biggers' <i>Adiantum</i> (2018), but for the order of NH's pairs. For any two
/// different contents below a gigabyte, chosen without sight of a hash, the share of keys under which they collide is
/// below 2⁻⁸⁰, and near 2⁻¹⁰³ for a few kilobytes; it is proven, not only tried, and holds for sums of hashes too.
/// </para>
/// <para>
/// It is no cryptographic hash: whoever sees hashes, or has the key, can find collisions. Hashes are therefore never
/// shown to anybody. The same key gives the same hashes on any machine. Immutable.
/// </para>
/// </remarks>
public sealed class ContentHasher
{
    /// <summary>The key: of NH, and two points for polynomials.</summary>
    public const int KeyBytes = PairProducts.KeyBytes + (2 * PolynomialPoint.KeyBytes);

    private readonly byte[] _pairKey;
    private readonly PolynomialPoint _contentPoint;
    private readonly PolynomialPoint _chainPoint;

    /// <param name="key"><see cref="KeyBytes"/> random bytes, known to nobody else.</param>
    public ContentHasher(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes);
        _pairKey = key[..PairProducts.KeyBytes].ToArray();
        var points = key[PairProducts.KeyBytes..];
        _contentPoint = new PolynomialPoint(points);
        _chainPoint = new PolynomialPoint(points[PolynomialPoint.KeyBytes..]);
    }

    /// <summary>Hashes one content.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="kind">Contents of different kinds differ, though their bytes be the same.</param>
    public ContentHash Hash(ReadOnlySpan<byte> content, ulong kind)
    {
        var lengthBytes = (ulong)content.Length;
        var sum = default(PolynomialSum);
        for (; content.Length >= PairProducts.BlockBytes; content = content[PairProducts.BlockBytes..])
            Add(ref sum, content[..PairProducts.BlockBytes]);
        var wholeBytes = content.Length & -PairProducts.UnitBytes;
        if (content.Length > 0)
            AddLast(ref sum, content, wholeBytes);
        sum.Add(_contentPoint, lengthBytes, kind);
        return sum.Finish();
    }

    /// <summary>Hashes a sequence that is one item longer than another.</summary>
    /// <param name="previous">The hash of the shorter sequence; the default for the empty one.</param>
    /// <param name="item">The hash of the item.</param>
    /// <param name="kind">Items of different kinds differ.</param>
    public ContentHash Chain(ContentHash previous, ContentHash item, ulong kind)
    {
        var sum = default(PolynomialSum);
        sum.Add(_chainPoint, previous.Low, previous.High);
        sum.Add(_chainPoint, item.Low, item.High);
        sum.Add(_chainPoint, kind, 0);
        return sum.Finish();
    }

    // What does not fill a unit is filled up with zeros: the length says how many of them are content.
    private void AddLast(ref PolynomialSum sum, ReadOnlySpan<byte> content, int wholeBytes)
    {
        if (wholeBytes == content.Length)
        {
            Add(ref sum, content);
            return;
        }

        Span<byte> padded = stackalloc byte[PairProducts.UnitBytes];
        padded.Clear();
        content[wholeBytes..].CopyTo(padded);
        var products = PairProducts.Of(content[..wholeBytes], _pairKey);
        products += PairProducts.Of(padded, _pairKey.AsSpan(wholeBytes));
        Add(ref sum, products);
    }

    private void Add(ref PolynomialSum sum, ReadOnlySpan<byte> block) => Add(ref sum, PairProducts.Of(block, _pairKey));

    private void Add(ref PolynomialSum sum, in PairProducts products)
    {
        sum.Add(_contentPoint, products.First, products.Second);
        sum.Add(_contentPoint, products.Third, products.Fourth);
    }
}
