using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary><c>/livez</c> and <c>/readyz</c>, on both ports.</summary>
public sealed class ProbeTests : ServingTest
{
    [Theory]
    [InlineData(200, 200)]
    [InlineData(401, 200)]
    [InlineData(404, 200)]
    [InlineData(500, 503)]
    [InlineData(503, 503)]
    public async Task Ready_OneBackend_IsAsItAnswers(int backendStatus, int expected)
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}", backendStatus));
        await StartAsync(backend);

        Assert.Equal(expected, (await AskAsync(Wire.Get("/readyz"))).Status);
        Assert.Equal("GET /v1/models HTTP/1.1", backend.OnlyRequest.Lines[0]);
    }

    [Fact]
    public async Task Ready_OneOfTwoBackendsAnswers_IsYes()
    {
        using var refusing = new RefusingPort();
        var other = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(options => options.Backends = [Option("b1", refusing.Address), Option("b2", other.Address)]);

        var answer = await AskAsync(Wire.Get("/readyz"));

        Assert.Equal((200, "ready: 1 of 2 backends answer\n"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Probes_NoBackendAnswers_AreAliveAndNotReady()
    {
        using var refusing = new RefusingPort();
        await StartAsync(options => options.Backends = [Option("b1", refusing.Address)]);

        foreach (var address in (Uri[])[Address, AdminAddress])
        {
            using var client = await RawClient.ConnectAsync(address);
            Assert.Equal(200, (await client.AskAsync(Wire.Get("/livez"))).Status);
            Assert.Equal(503, (await client.AskAsync(Wire.Get("/readyz"))).Status);
        }
    }

    [Fact]
    public async Task Ready_OfABackendWithAKey_AsksWithTheKey()
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(options => options.Backends[0].ApiKey = "sk-1", backend);

        await AskAsync(Wire.Get("/readyz"));

        Assert.Equal("Bearer sk-1", backend.OnlyRequest.Header("Authorization"));
    }
}
