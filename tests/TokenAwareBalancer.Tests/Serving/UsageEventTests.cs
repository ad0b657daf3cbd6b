using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Observing;

namespace TokenAwareBalancer.Serving;

/// <summary><c>requestUsage</c>: what the client sees of the usage that it did or did not ask for.</summary>
public sealed class UsageEventTests : ServingTest
{
    private const string UsageEventStart = "data: {\"id\":\"chatcmpl-CeB1d9fX2k\"";

    private static readonly byte[] Stream = SampleStreams.Read("openai-chat-usage.sse");
    private static readonly byte[] StreamWithoutUsage = RemoveUsageEvent(Stream);

    [Fact]
    public async Task UsageEvent_ClientAskedForIt_IsKept()
    {
        await StartAsync(options => options.RequestUsage = true, Backend(exchange => exchange.StreamAsync(Stream)));
        var body = Encoding.UTF8.GetString(Wire.Chat(stream: true))[..^1]
            + ",\"stream_options\":{\"include_usage\":true}}";

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Encoding.UTF8.GetBytes(body)));

        Assert.Equal(Stream, answer.Body);
    }

    [Fact]
    public async Task UsageEvent_ClientDidNotAsk_IsRemovedAndStillLearntFrom()
    {
        await StartAsync(options => options.RequestUsage = true, Backend(exchange => exchange.StreamAsync(Stream)));

        var answer = await AskChatAsync(stream: true);
        var metrics = await ScrapeAsync();

        Assert.Equal(StreamWithoutUsage, answer.Body);
        Assert.Equal(1, metrics.Value("gen_ai_client_token_usage_count", "gen_ai_token_type=\"input\""));
    }

    [Fact]
    public async Task UsageEvent_StreamSplitAtEveryByte_IsRemovedWhole()
    {
        await StartAsync(options => options.RequestUsage = true, Backend(exchange =>
        {
            var cut = int.Parse(exchange.Request.Header("x-cut")!, null);
            return exchange.StreamAsync(Stream[..cut], Stream[cut..]);
        }));
        var client = await ConnectAsync();

        for (var cut = 0; cut <= Stream.Length; cut++)
        {
            var answer = await client.AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(stream: true), $"x-cut: {cut}"));
            Assert.Equal(StreamWithoutUsage, answer.Body);
        }
    }

    [Fact]
    public async Task Event_OfAStreamInWhichUsageIsRemoved_ArrivesWhenItIsWhole()
    {
        var read = new SemaphoreSlim(0);
        await StartAsync(options => options.RequestUsage = true, Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await read.WaitAsync(Patience.Token);
            await exchange.WriteChunkAsync(Wire.DoneEvent);
            await exchange.EndChunksAsync();
        }));
        var client = await ConnectAsync();

        await client.SendAsync(Wire.PostChat(stream: true));
        await client.ReadHeadAsync();

        Assert.Equal(Wire.ContentEvent, Encoding.UTF8.GetString(await client.ReadBodyAsync(Wire.ContentEvent.Length)));
        read.Release();
        Assert.Equal(Wire.DoneEvent, Encoding.UTF8.GetString(await client.ReadBodyAsync(int.MaxValue)));
    }

    [Fact]
    public async Task UsageEvent_AnswerAnnouncesItsLength_IsRemovedWithoutBreakingTheAnswer()
    {
        await StartAsync(options => options.RequestUsage = true,
            Backend(exchange => exchange.AnswerAsync(Stream, 200, "text/event-stream", "")));

        var answer = await AskChatAsync(stream: true);

        Assert.Equal(StreamWithoutUsage, answer.Body);
        Assert.True(answer.IsWhole);
    }

    private static byte[] RemoveUsageEvent(byte[] stream)
    {
        var events = Encoding.UTF8.GetString(stream).Split("\n\n");
        var kept = events.Where(text => !text.Contains("\"choices\":[]", StringComparison.Ordinal)).ToArray();
        Assert.Equal(events.Length - 1, kept.Length);
        Assert.StartsWith(UsageEventStart, events.Except(kept).Single(), StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(string.Join("\n\n", kept));
    }
}
