using Microsoft.AspNetCore.Http;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Receiving;

/// <summary>How many requests are let in at once.</summary>
public sealed class ReceivingStageTests
{
    private readonly RequestPlaces _places = new(most: 2);
    private readonly BodyMemory _memory = new(mostBytes: 1 << 20);

    [Fact]
    public async Task Request_BeyondThePlaces_IsToldToComeAgainAndTakesNone()
    {
        var stage = Stage();
        using var first = NewExchange();
        using var third = NewExchange();
        using (var second = NewExchange())
        {
            Assert.Null(await stage.ReceiveAsync(first));
            Assert.Null(await stage.ReceiveAsync(second));

            var failure = await stage.ReceiveAsync(third);

            Assert.Equal((RequestFailure.TooManyRequests, 1), (failure?.Kind, failure?.RetryAfterSeconds));
        }

        using var fourth = NewExchange();
        Assert.Null(await stage.ReceiveAsync(fourth));
    }

    [Fact]
    public async Task Request_WithoutAKey_TakesNoPlaceAndItsBodyIsNotRead()
    {
        var rules = new RequestRules(new BalancerOptions
        {
            Keys = [new() { Name = "a", Hash = KeyHash.Of("key").ToString() }],
        });
        var stage = Stage();
        for (var request = 0; request < 3; request++)
        {
            using var exchange = NewExchange(rules);
            exchange.Http.Request.Body = new UnreadableStream();

            Assert.Equal(RequestFailure.InvalidKey, (await stage.ReceiveAsync(exchange))?.Kind);
        }

        Assert.True(_places.TryEnter() && _places.TryEnter());
        Assert.False(_places.TryEnter());
    }

    private ReceivingStage Stage() => new(new ReceivingLimits(_places, _memory), TimeProvider.System);

    private static Exchange NewExchange(RequestRules? rules = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "POST";
        http.Request.Path = "/v1/chat/completions";
        return new Exchange(http, arrivedTimestamp: 0, rules);
    }

    /// <summary>Whoever reads it fails the test.</summary>
    private sealed class UnreadableStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("The body was read.");
    }
}
