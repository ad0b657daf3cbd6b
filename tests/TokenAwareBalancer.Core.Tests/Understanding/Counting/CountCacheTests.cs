using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding.Counting;

public sealed class CountCacheTests
{
    private readonly ContentHasher _hasher = Hashers.Create();

    [Fact]
    public void TryGet_AfterAdd_GivesWhatWasAddedAndNothingElse()
    {
        var cache = new CountCache(64, _hasher);
        cache.Add(KeyOf(1), new CachedCount(7, 30));

        Assert.True(cache.TryGet(KeyOf(1), out var count));
        Assert.Equal(new CachedCount(7, 30), count);
        Assert.False(cache.TryGet(KeyOf(2), out _));
        Assert.False(cache.TryGet(default, out _));
        Assert.Equal(1, cache.Read().Entries);
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(9, 16)]
    [InlineData(65_536, 65_536)]
    public void Capacity_AnyNumber_IsThePowerOfTwoAbove(int entries, int capacity) =>
        Assert.Equal(capacity, new CountCache(entries, _hasher).Capacity);

    [Fact]
    public void Add_TenTimesTheCapacity_KeepsItsSizeAndCountsWhatLeft()
    {
        var cache = new CountCache(1024, _hasher);
        for (var i = 0; i < 10_240; i++)
            cache.Add(KeyOf(i), new CachedCount(i, i));

        var reading = cache.Read();
        Assert.InRange(reading.Entries, 1000, 1024);
        Assert.Equal(10_240, reading.Entries + reading.Evictions);
    }

    [Fact]
    public void Add_FloodOfTextsSeenOnce_SparesMostOfWhatIsFoundAgainAndAgain()
    {
        var cache = new CountCache(4096, _hasher);
        for (var round = 0; round < 40; round++)
        {
            for (var i = 0; i < 1024; i++)
                Touch(cache, i);
            for (var i = 0; i < 1024; i++)
                cache.Add(KeyOf((round * 1024) + i + 100_000), default);
        }

        Assert.InRange(Enumerable.Range(0, 1024).Count(i => cache.TryGet(KeyOf(i), out _)), 950, 1024);
    }

    [Fact]
    public void TryGet_WhileThreadsReplaceEverything_NeverGivesAnotherTextsCount()
    {
        var cache = new CountCache(16, _hasher);
        var keys = Enumerable.Range(0, 200).Select(KeyOf).ToArray();
        var wrong = 0;
        var found = 0L;

        Parallel.For(0, 4, thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < 400_000; i++)
            {
                var text = random.Next(keys.Length);
                if (!cache.TryGet(keys[text], out var count))
                    cache.Add(keys[text], new CachedCount(text, -text));
                else if (count != new CachedCount(text, -text))
                    Interlocked.Increment(ref wrong);
                else
                    Interlocked.Increment(ref found);
            }
        });

        Assert.Equal(0, wrong);
        Assert.True(found > 10_000);
    }

    [Fact]
    public void TryWriteFirst_PlaceThatAnotherThreadHasFilled_ChangesNothing()
    {
        var entry = default(CountCacheEntry);
        Assert.True(entry.TryWriteFirst(KeyOf(1), new CachedCount(1, 1)));

        Assert.False(entry.TryWriteFirst(KeyOf(2), new CachedCount(2, 2)));

        Assert.True(entry.TryRead(KeyOf(1), out var count));
        Assert.Equal(new CachedCount(1, 1), count);
    }

    [Fact]
    public void Read_ThreadsFillTheSameEmptyPlaces_CountsNoEntryTwice()
    {
        for (var round = 0; round < 200; round++)
        {
            var cache = new CountCache(8, _hasher);
            Parallel.For(0, 4, thread =>
            {
                for (var i = 0; i < 2; i++)
                    cache.Add(KeyOf((thread * 2) + i), default);
            });

            Assert.Equal(
                Enumerable.Range(0, 8).Count(i => cache.TryGet(KeyOf(i), out _)), cache.Read().Entries);
        }
    }

    private void Touch(CountCache cache, int text)
    {
        if (!cache.TryGet(KeyOf(text), out _))
            cache.Add(KeyOf(text), default);
    }

    private ContentHash KeyOf(int text) => _hasher.Hash(BitConverter.GetBytes(text), 0);
}
