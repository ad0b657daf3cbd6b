using System.Diagnostics;
using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Every wait has an end, and the backend is told of it.</summary>
public sealed class TimeoutTests : ServingTest
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Connect_BackendDoesNotAnswerTheConnection_AnotherBackendDoes()
    {
        using var silent = await SilentPort.TryOpenAsync();
        Assert.SkipWhen(silent is null, "This system answers connections however full a listener's line is.");
        var other = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options =>
        {
            options.Timeouts = new TimeoutOptions { Connect = Short };
            options.Backends = [Option("b1", silent!.Address), Option("b2", other.Address)];
        });

        var answer = await AskChatAsync();

        Assert.Equal((200, "b2"), (answer.Status, answer.Header("x-balancer-backend")));
        var metrics = await ScrapeAsync();
        Assert.Equal(1, metrics.Value("balancer_tries_total", "backend=\"b1\"", "result=\"unreachable\""));
    }

    [Theory]
    [InlineData(Wire.ChatPath, false, false, "server_error", "timeout")]
    [InlineData(Wire.MessagesPath, true, false, "timeout_error", null)]
    [InlineData(Wire.ChatPath, false, true, "server_error", "timeout")]
    public async Task FirstToken_NotEvenAnEventInTime_Is504AndNotTriedAgain(
        string path, bool anthropic, bool sendsHeaders, string type, string? code)
    {
        var backend = Backend(async exchange =>
        {
            if (sendsHeaders)
                await exchange.BeginStreamAsync();
            await exchange.Gone;
        });
        await StartAsync(FirstTokenIsShort, backend);

        var answer = await AskAsync(Wire.Post(path, Wire.Message(stream: true)));

        ErrorShape.AssertTells(answer, anthropic, 504, "first_token_timeout", type, code);
        await (await backend.NextAsync()).Gone.Within();
        Assert.Single(backend.Requests);
    }

    [Fact]
    public async Task FirstToken_OnlyTheRoleInTime_IsToldInTheStream()
    {
        await StartAsync(FirstTokenIsShort, Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.RoleEvent);
            await exchange.Gone;
        }));

        var answer = await AskChatAsync(stream: true);

        Assert.Equal(200, answer.Status);
        ErrorShape.AssertEndsStream(answer, Wire.RoleEvent, anthropic: false, "timeout");
    }

    [Fact]
    public async Task FirstToken_CameInTime_LeavesTheRestAllItsTime()
    {
        await StartAsync(FirstTokenIsShort, Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await Task.Delay(2 * Short);
            await exchange.WriteChunkAsync(Wire.DoneEvent);
            await exchange.EndChunksAsync();
        }));

        Assert.Equal(Wire.ContentEvent + Wire.DoneEvent, (await AskChatAsync(stream: true)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FirstToken_AnswerIsNotStreamed_IsNotWaitedFor(bool understood)
    {
        await StartAsync(FirstTokenIsShort, Backend(async exchange =>
        {
            await Task.Delay(2 * Short);
            await exchange.AnswerAsync(Wire.ChatAnswer);
        }));

        Assert.Equal(200, (await AskAsync(understood ? Wire.PostChat() : Wire.Get("/v1/x"))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Total_PassesBeforeAnAnswer_Is504AndTheBackendIsTold(bool stream)
    {
        var backend = Backend(exchange => exchange.Gone);
        await StartAsync(TotalIsShort, backend);
        var started = Stopwatch.GetTimestamp();

        var answer = await AskChatAsync(stream);

        ErrorShape.AssertTells(answer, false, 504, "total_timeout", "server_error", "timeout");
        Assert.True(Stopwatch.GetElapsedTime(started) >= 0.9 * Short);
        await (await backend.NextAsync()).Gone.Within();
    }

    [Fact]
    public async Task Total_PassesWithinAStream_IsToldInTheStream()
    {
        await StartAsync(TotalIsShort, Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            while (!exchange.Gone.IsCompleted)
            {
                await exchange.WriteChunkAsync(Wire.ContentEvent);
                await Task.Delay(10);
            }
        }));

        var answer = await AskChatAsync(stream: true);

        var passed = answer.Text[..answer.Text.LastIndexOf("data: ", StringComparison.Ordinal)];
        ErrorShape.AssertEndsStream(answer, passed, anthropic: false, "timeout");
    }

    [Fact]
    public async Task Total_PassesWithinAJsonAnswer_BreaksTheConnection()
    {
        await StartAsync(TotalIsShort, Backend(async exchange =>
        {
            await exchange.BeginJsonAsync();
            await exchange.Gone;
        }));

        var answer = await AskChatAsync();

        Assert.Equal((false, "{"), (answer.IsWhole, answer.Text));
    }

    /// <summary>Its backend could say nothing in the meantime: it was not read.</summary>
    [Fact]
    public async Task BetweenTokens_ClientPausesLonger_GetsItsWholeStream()
    {
        const int Pieces = 24;
        var piece = new string('x', 1 << 20);
        await StartAsync(
            options => options.Timeouts = new TimeoutOptions { BetweenTokens = Short },
            Backend(async exchange =>
            {
                await exchange.BeginStreamAsync();
                await exchange.WriteChunkAsync(Wire.ContentEvent);
                for (var i = 0; i < Pieces; i++)
                    await exchange.WriteChunkAsync($": {piece}\n\n");
                await exchange.WriteChunkAsync(Wire.DoneEvent);
                await exchange.EndChunksAsync();
            }));
        var client = await ConnectAsync();
        await client.SendAsync(Wire.PostChat(stream: true));
        await client.ReadHeadAsync();

        await Task.Delay(4 * Short, Patience.Token);
        var body = await client.ReadBodyAsync(int.MaxValue);

        Assert.True(body.Length > Pieces * piece.Length);
        Assert.EndsWith(Wire.DoneEvent, Encoding.UTF8.GetString(body), StringComparison.Ordinal);
        Assert.DoesNotContain("\"error\"", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    private static void FirstTokenIsShort(BalancerOptions options) =>
        options.Timeouts = new TimeoutOptions { FirstToken = Short };

    private static void TotalIsShort(BalancerOptions options) =>
        options.Timeouts = new TimeoutOptions { FirstToken = Short, Total = Short };
}
