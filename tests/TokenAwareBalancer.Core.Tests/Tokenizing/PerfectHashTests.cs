namespace TokenAwareBalancer.Tokenizing;

public sealed class PerfectHashTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void SlotOf_DistinctKeys_GivesEachASlotOfItsOwn(int keyCount)
    {
        var random = new Random(keyCount);
        ulong[] keys = [.. Enumerable.Range(0, keyCount).Select(key => ((ulong)random.Next() << 32) | (uint)key)];

        var hash = new PerfectHash(keys);

        Assert.Equal(keyCount, keys.Select(hash.SlotOf).Distinct().Count());
        Assert.All(keys, key => Assert.InRange(hash.SlotOf(key), 0, hash.SlotCount - 1));
    }

    [Fact]
    public void Constructor_KeyTwice_Throws() => Assert.Throws<ArgumentException>(() => new PerfectHash([1, 2, 1]));
}
