using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What holds over HTTP/1.1 holds over HTTP/2.</summary>
public sealed class Http2Tests : Http2Test
{
    private const int Streams = 200;

    [Theory]
    [MemberData(nameof(OverTls))]
    public async Task Stream_EventByEvent_ArrivesBeforeTheNextIsSent(bool overTls)
    {
        var read = new SemaphoreSlim(1);
        var client = await StartHttp2Async(overTls, Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            for (var i = 0; i < 10; i++)
            {
                await read.WaitAsync(Patience.Token);
                await exchange.WriteChunkAsync(Wire.ContentEvent);
            }

            await exchange.EndChunksAsync();
        }));

        using var response = await client.PostChatAsync();
        using var body = await response.Content.ReadAsStreamAsync(Patience.Token);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(Wire.ContentEvent, await ReadAsync(body, Wire.ContentEvent.Length));
            read.Release();
        }

        Assert.Equal(0, await body.ReadAsync(new byte[1], Patience.Token));
        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
    }

    [Theory]
    [MemberData(nameof(OverTls))]
    public async Task Stream_CutByItsBackend_EndsCleanlyWithAnErrorEvent(bool overTls)
    {
        var read = new SemaphoreSlim(0);
        var client = await StartHttp2Async(overTls, Backend(async exchange =>
        {
            await exchange.BeginStreamAsync();
            await exchange.WriteChunkAsync(Wire.ContentEvent);
            await read.WaitAsync(Patience.Token);
            exchange.Reset();
        }));

        using var response = await client.PostChatAsync();
        using var body = await response.Content.ReadAsStreamAsync(Patience.Token);
        await ReadAsync(body, Wire.ContentEvent.Length);
        read.Release();
        var rest = await new StreamReader(body).ReadToEndAsync(Patience.Token);

        Assert.StartsWith("data: ", rest, StringComparison.Ordinal);
        using var error = JsonDocument.Parse(rest["data: ".Length..]);
        Assert.Equal("answer_cut", error.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [MemberData(nameof(OverTls))]
    public async Task Json_CutByItsBackend_ResetsItsStreamAndNoOther(bool overTls)
    {
        var read = new SemaphoreSlim(0);
        var client = await StartHttp2Async(overTls, Backend(async exchange =>
        {
            await exchange.BeginJsonAsync();
            await read.WaitAsync(Patience.Token);
            exchange.Reset();
        }));

        using var cut = await client.PostChatAsync(stream: false);
        using var body = await cut.Content.ReadAsStreamAsync(Patience.Token);
        await ReadAsync(body, 1);
        read.Release();

        await Assert.ThrowsAnyAsync<IOException>(() => ReadAsync(body, 1));
        using var alive = await client.GetAsync("/livez");
        Assert.Equal((HttpStatusCode.OK, 1), (alive.StatusCode, client.Connections));
    }

    [Theory]
    [MemberData(nameof(OverTls))]
    public async Task Requests_ManyAtOnce_ShareOneConnectionAndWaitForNone(bool overTls)
    {
        var allHere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var here = 0;
        var client = await StartHttp2Async(overTls, Backend(async exchange =>
        {
            if (Interlocked.Increment(ref here) == Streams)
                allHere.SetResult();
            await allHere.Task.Within();
            await exchange.AnswerAsync(Wire.ChatAnswer);
        }));
        using (await client.GetAsync("/livez"))
        {
            // The connection is there, and its settings are known.
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => client.PostChatAsync(stream: false)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, client.Connections);
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Theory]
    [MemberData(nameof(OverTls))]
    public async Task Headers_ThatHttp2Forbids_AreRemovedBothWays(bool overTls)
    {
        var backend = Backend(exchange => exchange.WriteAsync(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            + "Connection: keep-alive, X-Own\r\nKeep-Alive: timeout=5\r\nProxy-Connection: close\r\nUpgrade: h3\r\n"
            + "X-Own: hop\r\nX-Kept: yes\r\n\r\n2\r\n{}\r\n0\r\n\r\n"));
        var client = await StartHttp2Async(overTls, backend);

        using var response = await client.PostChatAsync(stream: false);

        Assert.Equal("{}", await response.Content.ReadAsStringAsync(Patience.Token));
        string[] forbidden = ["Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "X-Own"];
        Assert.All(forbidden, name => Assert.False(response.Headers.NonValidated.Contains(name), name));
        Assert.True(response.Headers.Contains("X-Kept"));
        Assert.DoesNotContain(backend.OnlyRequest.HeaderNames, name => name.StartsWith(':'));
        Assert.Equal(Wire.Chat(), backend.OnlyRequest.Body);
    }

    [Theory]
    [InlineData(true, 2000, HttpStatusCode.RequestEntityTooLarge, "body_too_large")]
    [InlineData(false, 2000, HttpStatusCode.RequestEntityTooLarge, "body_too_large")]
    [InlineData(true, 5_000_000, HttpStatusCode.RequestEntityTooLarge, "body_too_large")]
    [InlineData(true, 10, HttpStatusCode.BadRequest, "invalid_request")]
    [InlineData(false, 10, HttpStatusCode.BadRequest, "invalid_request")]
    public async Task Body_ThatIsRefused_IsToldAsOverHttp1(
        bool overTls, int bodyBytes, HttpStatusCode status, string reason)
    {
        var client = await StartHttp2Async(
            overTls, options => options.Limits = new LimitOptions { Body = 1024 }, Backend(_ => Task.CompletedTask));

        using var body = new ByteArrayContent(new byte[bodyBytes]);
        using var response = await client.PostAsync(Wire.ChatPath, body);

        Assert.Equal((status, reason), (response.StatusCode, response.Headers.GetValues("x-balancer-reason").Single()));
        var text = await response.Content.ReadAsStringAsync(Patience.Token);
        Assert.Contains("\"error\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OverTls))]
    public async Task Upload_InManyPieces_ReachesTheBackendWhole(bool overTls)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        var client = await StartHttp2Async(overTls, backend);
        var whole = Wire.Chat(content: new string('x', 8 << 20));

        using var body = new StreamContent(new SlowStream(whole, pieceBytes: 1 << 20));
        using var response = await client.PostAsync(Wire.ChatPath, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(whole, backend.OnlyRequest.Body);
        Assert.Equal(whole.Length.ToString(CultureInfo.InvariantCulture),
            backend.OnlyRequest.Header("Content-Length"));
    }

    [Theory]
    [MemberData(nameof(OverTls))]
    public async Task Upload_GivenUpByItsClient_CostsNothingAndIsNoDefect(bool overTls)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        var client = await StartHttp2Async(overTls, backend);
        using var cancel = new CancellationTokenSource();
        var upload = new SlowStream(Wire.Chat(), pieceBytes: 1) { StopsAfter = 5 };

        using var body = new StreamContent(upload);
        var sending = client.PostForAWhileAsync(Wire.ChatPath, body, cancel.Token);
        await upload.Stopped.Within();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await Patience.UntilAsync(async () => (await ScrapeAsync())
            .Value("balancer_requests_total", "outcome=\"client_gone\"") > 0);
        Assert.Empty(backend.Requests);
        Assert.DoesNotContain(Log.Lines, line => line.IsBalancers && line.Level >= LogLevel.Warning);
    }

    /// <summary>What tells of it comes by two ways, the read and the token, in either order.</summary>
    [Fact]
    public async Task Uploads_GivenUpAtAnyMoment_AreNoDefects()
    {
        const int Runs = 400;
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        var client = await StartHttp2Async(overTls: false, backend);
        var whole = Wire.Chat(content: new string('x', 40_000));

        await Parallel.ForAsync(0, Runs, Patience.Token, async (run, _) =>
        {
            using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(run % 20));
            using var body = new StreamContent(new SlowStream(whole, pieceBytes: 997));
            try
            {
                using var response = await client.PostForAWhileAsync(Wire.ChatPath, body, cancel.Token);
            }
            catch (OperationCanceledException)
            {
                // Given up, as it should be.
            }
        });

        await AssertSettledAsync();
        var metrics = await ScrapeAsync();
        Assert.Equal(0, metrics.Value("balancer_requests_total", "outcome=\"internal_error\""));
        Assert.DoesNotContain(Log.Lines, line => line.IsBalancers && line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task TlsPort_WithoutProtocols_SpeaksWhatTheClientAsksFor()
    {
        await StartAsync(
            options => options.Listen = [new() { Address = FreePort, Tls = Certificate.Options }],
            Backend(exchange => exchange.AnswerAsync("{}")));

        using var second = await CreateHttp2Client().GetAsync("/livez");
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, errors) => errors != default;
        using var http1 = new HttpClient(handler) { BaseAddress = Address };
        using var first = await http1.GetAsync(new Uri("livez", UriKind.Relative), Patience.Token);

        Assert.Equal("https", Address.Scheme);
        Assert.Equal((HttpVersion.Version20, HttpVersion.Version11), (second.Version, first.Version));
    }

    [Fact]
    public async Task AdminPort_OverTls_IsTheOperators()
    {
        var client = await StartHttp2Async(overTls: true,
            options => options.Admin.Listen = [new() { Address = FreePort, Tls = Certificate.Options }],
            Backend(exchange => exchange.AnswerAsync("{}")));

        using var metrics = await CreateHttp2Client(AdminAddress).GetAsync("/metrics");
        using var unknown = await client.GetAsync("/metrics");

        Assert.Contains("balancer_certificate_not_after_seconds{port=\"127.0.0.1:0\"}",
            await metrics.Content.ReadAsStringAsync(Patience.Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Certificate_ReplacedWhileServing_IsForNewConnectionsAndOldOnesLive()
    {
        var old = await StartHttp2Async(overTls: true, Backend(exchange => exchange.AnswerAsync("{}")));
        using (await old.GetAsync("/livez"))
            Assert.Equal("CN=first", old.ServerName);

        Certificate.Write("second");
        Http2Client? latest = null;
        await Patience.UntilAsync(async () =>
        {
            latest = CreateHttp2Client();
            using var response = await latest.GetAsync("/livez");
            return latest.ServerName == "CN=second";
        });

        Assert.Equal("CN=second", latest!.ServerName);
        using var alive = await old.GetAsync("/livez");
        Assert.Equal((HttpStatusCode.OK, 1), (alive.StatusCode, old.Connections));
    }
}
