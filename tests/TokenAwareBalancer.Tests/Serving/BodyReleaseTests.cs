using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>A stream keeps its request's body until its first content has passed, and no longer.</summary>
public sealed class BodyReleaseTests : ServingTest
{
    private static readonly byte[] Chat = Wire.Chat(stream: true, content: new string('x', 100_000));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Body_OfAStream_IsGivenBackWithItsFirstContent(int backends)
    {
        var fleet = Backends(backends, static exchange => Task.CompletedTask);
        await StartAsync(fleet);
        var client = await ConnectAsync();
        await client.SendAsync(Wire.Post(Wire.ChatPath, Chat));
        var exchange = await await Task.WhenAny(fleet.Select(backend => backend.NextAsync().AsTask()));
        Assert.Equal((1, 128 << 10), Taken);

        await exchange.BeginStreamAsync();
        await exchange.WriteChunkAsync(Wire.ContentEvent);
        await client.ReadHeadAsync();
        await client.ReadBodyAsync(Wire.ContentEvent.Length);

        await Patience.UntilAsync(() => Taken.BodyBytes == 0);
        Assert.Equal((1, 0), Taken);
        await exchange.WriteChunkAsync(Wire.DoneEvent);
        await exchange.EndChunksAsync();
        Assert.NotEmpty(await client.ReadPieceAsync());
    }

    [Fact]
    public async Task Body_OfAStreamThatHasOnlyBegun_IsKeptAndSentWholeToTheNextBackend()
    {
        var fleet = Backends(2, static exchange => Task.CompletedTask);
        await StartAsync(fleet);
        var asked = AskAsync(Wire.Post(Wire.ChatPath, Chat));
        var arrivals = fleet.Select(backend => backend.NextAsync().AsTask()).ToList();
        var first = await Task.WhenAny(arrivals);
        await (await first).BeginStreamAsync();
        await (await first).WriteChunkAsync(Wire.RoleEvent);
        Assert.Equal((1, 128 << 10), Taken);

        (await first).Reset();
        arrivals.Remove(first);
        var second = await arrivals[0];
        await second.StreamAsync([.. Wire.ContentEvent.Select(character => (byte)character)]);

        Assert.Equal(Chat, second.Request.Body);
        Assert.Equal(200, (await asked).Status);
    }
}
