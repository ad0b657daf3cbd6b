using System.Diagnostics;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>The client going away ends the engine's work at once, wherever the request stands.</summary>
[Collection(TimeCritical.Name)]
public sealed class ClientAbortTests : ServingTest
{
    private const int Runs = 20;

    public enum Leaving
    {
        Reset,
        Close,
        HalfClose,
    }

    public enum Moment
    {
        BeforeHeaders,
        AfterHeaders,
        MidStream,
        MidJson,
        PassedThrough,
    }

    public static TheoryData<Moment, Leaving> Cases { get; } = new MatrixTheoryData<Moment, Leaving>(
        Enum.GetValues<Moment>(), Enum.GetValues<Leaving>());

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ClientLeaves_AtAnyMoment_BackendSeesItWithinATenthOfASecond(Moment moment, Leaving leaving)
    {
        var backend = Backend(exchange => BeginAsync(exchange, moment));
        await StartAsync(backend);

        var worst = TimeSpan.Zero;
        for (var run = 0; run < Runs; run++)
        {
            var client = await ConnectAsync();
            await client.SendAsync(RequestOf(moment));
            var exchange = await backend.NextAsync();
            if (moment is Moment.MidStream or Moment.MidJson)
                await client.ReadHeadAsync();
            var left = Stopwatch.GetTimestamp();
            Leave(client, leaving);
            var took = Stopwatch.GetElapsedTime(left, await exchange.Gone.Within());
            worst = took > worst ? took : worst;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{moment} {leaving}: worst {worst.TotalMilliseconds:0.0} ms");
        Assert.InRange(worst.TotalMilliseconds, 0, 100);
    }

    [Fact]
    public async Task HttpClient_CancelsMidStream_BackendSeesItWithinATenthOfASecond()
    {
        var backend = Backend(exchange => BeginAsync(exchange, Moment.MidStream));
        await StartAsync(backend);
        var http = CreateHttpClient();

        var worst = TimeSpan.Zero;
        for (var run = 0; run < Runs; run++)
        {
            using var cancel = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, Wire.ChatPath.TrimStart('/'));
            request.Content = new ByteArrayContent(Wire.Chat(stream: true));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel.Token);
            var exchange = await backend.NextAsync();
            using var body = await response.Content.ReadAsStreamAsync(cancel.Token);
            await body.ReadExactlyAsync(new byte[Wire.ContentEvent.Length], cancel.Token);
            var reading = body.ReadAsync(new byte[1], cancel.Token).AsTask();
            var left = Stopwatch.GetTimestamp();
            await cancel.CancelAsync();
            var took = Stopwatch.GetElapsedTime(left, await exchange.Gone.Within());
            worst = took > worst ? took : worst;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        }

        Assert.InRange(worst.TotalMilliseconds, 0, 100);
    }

    private static byte[] RequestOf(Moment moment) => moment switch
    {
        Moment.MidJson => Wire.PostChat(),
        Moment.PassedThrough => Wire.Get("/v1/anything"),
        _ => Wire.PostChat(stream: true),
    };

    private static async Task BeginAsync(BackendExchange exchange, Moment moment)
    {
        if (moment == Moment.MidJson)
            await exchange.BeginJsonAsync();
        else if (moment is Moment.MidStream or Moment.AfterHeaders)
            await exchange.BeginStreamAsync();
        if (moment == Moment.MidStream)
            await exchange.WriteChunkAsync(Wire.ContentEvent);
        await exchange.Gone;
    }

    private static void Leave(RawClient client, Leaving leaving)
    {
        if (leaving == Leaving.Reset)
            client.Reset();
        else if (leaving == Leaving.Close)
            client.Dispose();
        else
            client.HalfClose();
    }
}
