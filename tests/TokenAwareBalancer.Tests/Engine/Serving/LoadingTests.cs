using System.Net;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class LoadingTests
{
    private const double Hour = 3600;

    [Theory]
    [InlineData("/health", 503)]
    [InlineData("/metrics", 503)]
    [InlineData("/v1/models", 200)]
    public async Task Get_WhileLoading_IsAnsweredAsLlamaServerDoes(string path, int status)
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions { LoadingSeconds = Hour });

        using var response = await engine.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Chat_WhileLoading_IsAnswered503AndNotCounted()
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions { LoadingSeconds = Hour });

        using var response = await engine.PostAsync(RunningEngine.ChatPath, RunningEngine.Chat("hello"));
        var error = (await RunningEngine.ReadJsonAsync(response)).GetProperty("error");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Loading model", error.GetProperty("message").GetString());
        Assert.Equal(503, error.GetProperty("code").GetInt32());
        Assert.Equal(0, engine.Engine.Snapshot().RequestsReceived);
    }

    [Fact]
    public void Loading_ItsTimePast_IsOver()
    {
        var time = new SettableTime();
        var loading = new EngineLoading(seconds: 2, time);

        time.Elapsed = TimeSpan.FromSeconds(1.9);
        Assert.True(loading.IsLoading);
        time.Elapsed = TimeSpan.FromSeconds(2);
        Assert.False(loading.IsLoading);
    }

    private sealed class SettableTime : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}
