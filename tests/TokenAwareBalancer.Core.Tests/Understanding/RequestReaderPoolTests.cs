namespace TokenAwareBalancer.Understanding;

[Collection(nameof(AloneWithThePool))]
public sealed class RequestReaderPoolTests
{
    [Fact]
    public void Rent_AfterReturn_GivesTheSameReader()
    {
        var pool = new RequestReaderPool(places: 1);
        var reader = pool.Rent();

        pool.Return(reader);

        Assert.Same(reader, pool.Rent());
        Assert.NotSame(reader, pool.Rent());
    }

    [Fact]
    public void Return_ToAFullPool_DropsTheReader()
    {
        var pool = new RequestReaderPool(places: 1);
        var kept = pool.Rent();
        pool.Return(kept);

        pool.Return(new RequestReader());

        Assert.Same(kept, pool.Rent());
    }

    [Fact]
    public void Return_Twice_Throws()
    {
        var reader = RequestReader.Rent();
        reader.Return();

        Assert.Throws<InvalidOperationException>(reader.Return);
    }

    [Fact]
    public void Rent_FromManyThreads_NeverGivesAReaderToTwoOfThem()
    {
        var pool = new RequestReaderPool(places: 3);
        var inUse = new System.Collections.Concurrent.ConcurrentDictionary<RequestReader, int>();

        Parallel.For(0, 20_000, round =>
        {
            var reader = pool.Rent();
            Assert.True(inUse.TryAdd(reader, round));
            Assert.True(inUse.TryRemove(reader, out _));
            pool.Return(reader);
        });
    }

    [Fact]
    public void Read_AfterAFailedRead_RemembersNothingOfIt()
    {
        var reader = RequestReader.Rent();
        var failed = """{"model":"m","messages":[{"role":"user","content":"secret"},5]}"""u8;
        Assert.NotNull(reader.Read(failed, ApiSurface.ChatCompletions, Bodies.MaxDepth, out var outline));

        Assert.Equal(new RequestOutline { Surface = ApiSurface.ChatCompletions, Completions = 1 }, outline);
        Assert.Equal("", reader.ReadModel(failed));
        Assert.Equal(0, reader.Count(failed, counter: null, bytesPerToken: 4).Tokens);
        reader.Return();
    }
}
