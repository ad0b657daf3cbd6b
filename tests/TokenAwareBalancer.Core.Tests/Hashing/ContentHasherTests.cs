using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Hashing;

public sealed class ContentHasherTests
{
    private readonly ContentHasher _hasher = Hashers.Create();

    [Fact]
    public void Hash_EveryLengthUpToThreeBlocks_IsWhatTheFormulasSay()
    {
        var key = new byte[ContentHasher.KeyBytes];
        new Random(1).NextBytes(key);
        var content = Bytes(3 * 1024);

        for (var length = 0; length <= content.Length; length += length is > 70 and < 950 ? 61 : 1)
            Assert.Equal(SlowHash(content[..length], 2, key), _hasher.Hash(content.AsSpan(0, length), 2));
    }

    [Fact]
    public void Hash_ContentsThatDifferInOneBitOrInLength_AllDiffer()
    {
        var seen = new HashSet<ContentHash>();
        var content = Bytes(2100);
        var expected = 0;
        for (var bit = 0; bit < content.Length * 8; bit += 7, expected++)
        {
            content[bit / 8] ^= (byte)(1 << (bit % 8));
            seen.Add(_hasher.Hash(content, 0));
            content[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        var zeros = new byte[2100];
        for (var length = 0; length <= zeros.Length; length++, expected++)
            seen.Add(_hasher.Hash(zeros.AsSpan(0, length), 0));

        Assert.Equal(expected, seen.Count);
    }

    [Fact]
    public void Hash_OtherKeyKindOrBlockOrder_IsAnother()
    {
        var content = Bytes(2048);
        byte[] swapped = [.. content[1024..], .. content[..1024]];

        var hash = _hasher.Hash(content, 0);

        Assert.Equal(hash, Hashers.Create().Hash(content, 0));
        Assert.NotEqual(hash, Hashers.Create(seed: 2).Hash(content, 0));
        Assert.NotEqual(hash, _hasher.Hash(content, 1));
        Assert.NotEqual(hash, _hasher.Hash(swapped, 0));
    }

    [Fact]
    public void Chain_SameItemsInAnotherOrderOrOfAnotherKind_IsAnother()
    {
        ContentHash a = _hasher.Hash("a"u8, 0), b = _hasher.Hash("b"u8, 0);

        var ab = _hasher.Chain(_hasher.Chain(default, a, 1), b, 1);

        Assert.Equal(ab, _hasher.Chain(_hasher.Chain(default, a, 1), b, 1));
        Assert.NotEqual(ab, _hasher.Chain(_hasher.Chain(default, b, 1), a, 1));
        Assert.NotEqual(ab, _hasher.Chain(_hasher.Chain(default, a, 1), b, 2));
        Assert.NotEqual(ab, _hasher.Chain(default, ab, 1));
    }

    [Fact]
    public void Mix_HashesOfSimilarContents_FillPlacesEvenly()
    {
        const int Places = 1024;
        const int Contents = 64 * Places;
        var counts = new int[Places];
        for (var i = 0; i < Contents; i++)
            counts[_hasher.Hash(BitConverter.GetBytes(i), 0).Mix() & (Places - 1)]++;

        // The sum of squares over the mean of a Poisson distribution: Places on average, 45 its standard deviation.
        var chiSquared = counts.Sum(count => Math.Pow(count - 64, 2) / 64);
        Assert.InRange(chiSquared, Places - 200, Places + 200);
    }

    [Fact]
    public void PairProducts_EveryWayOfComputing_GivesTheSame()
    {
        var key = Bytes(PairProducts.KeyBytes);
        var content = Bytes(PairProducts.BlockBytes);
        for (var length = 0; length <= content.Length; length += PairProducts.UnitBytes)
        {
            var words = PairProducts.OfWords(content.AsSpan(0, length), key);
            Assert.Equal(words, PairProducts.Of(content.AsSpan(0, length), key));
            if (Sse2.IsSupported)
                Assert.Equal(words, PairProducts.OfVectors(content.AsSpan(0, length), key));
        }
    }

    /// <summary>The same in numbers of any size.</summary>
    private static ContentHash SlowHash(byte[] content, ulong kind, byte[] key)
    {
        var prime = (BigInteger.One << 130) - 5;
        var mask = BigInteger.Parse("00ffffffc0ffffffc0ffffffc0fffffff", NumberStyles.HexNumber);
        var point = new BigInteger(key.AsSpan(PairProducts.KeyBytes, 16), isUnsigned: true) & mask;
        var sum = BigInteger.Zero;
        void Add(BigInteger coefficient) => sum = (sum + coefficient + (BigInteger.One << 128)) * point % prime;
        for (var start = 0; start < content.Length; start += 1024)
        {
            var block = content[start..Math.Min(start + 1024, content.Length)];
            var padded = block.Concat(new byte[(32 - (block.Length % 32)) % 32]).ToArray();
            var sums = Enumerable.Range(0, 4).Select(shift => SlowSum(padded, key, 16 * shift)).ToArray();
            Add(sums[0] + ((BigInteger)sums[1] << 64));
            Add(sums[2] + ((BigInteger)sums[3] << 64));
        }

        Add(content.Length + ((BigInteger)kind << 64));
        return new((ulong)((sum >> 64) & ulong.MaxValue), (ulong)(sum & ulong.MaxValue));
    }

    private static ulong SlowSum(byte[] content, byte[] key, int shift)
    {
        var sum = 0UL;
        for (var at = 0; at < content.Length; at += 8)
        {
            var even = BitConverter.ToUInt32(content, at) + BitConverter.ToUInt32(key, at + shift);
            var odd = BitConverter.ToUInt32(content, at + 4) + BitConverter.ToUInt32(key, at + shift + 4);
            sum += (ulong)even * odd;
        }

        return sum;
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
