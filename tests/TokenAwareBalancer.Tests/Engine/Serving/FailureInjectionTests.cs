using System.Net;
using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class FailureInjectionTests
{
    private static readonly string Stream = RunningEngine.Chat("hello", ",\"stream\":true");

    [Fact]
    public async Task Refuse_Request_GetsNotAByte()
    {
        await using var engine = await StartAsync(new FailureOptions { Refuse = 1 });
        using var connection = await RawConnection.PostAsync(engine.Engine.Address, RunningEngine.ChatPath, Stream);

        Assert.Equal("", await connection.ReadToEndAsync());
        Assert.Equal(1, engine.Engine.Snapshot().FailuresInjected);
    }

    [Fact]
    public async Task ServerError_Request_Gets500InTheApisShape()
    {
        await using var engine = await StartAsync(new FailureOptions { ServerError = 1 });

        using var response = await engine.PostAsync(RunningEngine.ChatPath, Stream);
        var body = await RunningEngine.ReadJsonAsync(response);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("InternalServerError", body.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task TooManyRequests_Request_Gets429WithRetryAfter()
    {
        await using var engine = await StartAsync(new FailureOptions { TooManyRequests = 1 });

        using var response = await engine.PostAsync(
            RunningEngine.MessagesPath, """{"max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""");
        var body = await RunningEngine.ReadJsonAsync(response);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        Assert.Equal("rate_limit_error", body.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Stall_Stream_HasHeadersAndNoEventUntilTheClientLeaves()
    {
        await using var engine = await StartAsync(new FailureOptions { Stall = 1 });
        var connection = await RawConnection.PostAsync(engine.Engine.Address, RunningEngine.ChatPath, Stream);

        var received = await connection.ReadUntilAsync("\r\n\r\n");
        connection.Dispose();
        var snapshot = await engine.WaitForAsync(s => s.RequestsCancelled == 1);

        Assert.StartsWith("HTTP/1.1 200 OK", received, StringComparison.Ordinal);
        Assert.DoesNotContain("data:", received, StringComparison.Ordinal);
        Assert.Equal(0, snapshot.TokensGenerated);
    }

    [Fact]
    public async Task Cut_Stream_EndsAfterSomeTokensWithoutItsEnd()
    {
        await using var engine = await StartAsync(new FailureOptions { Cut = 1 });
        using var connection = await RawConnection.PostAsync(engine.Engine.Address, RunningEngine.ChatPath, Stream);

        var received = await connection.ReadToEndAsync();
        await engine.WaitForAsync(s => s.RequestsRunning == 0);

        Assert.Contains("\"content\":\"", received, StringComparison.Ordinal);
        Assert.InRange(received.Split("data: ").Length - 1, 2, 128);
        Assert.DoesNotContain("[DONE]", received, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n\r\n", received, StringComparison.Ordinal);
        Assert.Equal(0, engine.Engine.Snapshot().RequestsCancelled);
    }

    [Fact]
    public async Task Cut_WholeAnswer_EndsBeforeItsLength()
    {
        await using var engine = await StartAsync(new FailureOptions { Cut = 1 });
        using var connection = await RawConnection.PostAsync(
            engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat("hello"));

        var received = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK", received, StringComparison.Ordinal);
        Assert.Contains("\"message\"", received, StringComparison.Ordinal);
        Assert.DoesNotContain("\"usage\"", received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData(",\"stream\":true", 200)]
    [InlineData(",\"max_tokens\":0", 400)]
    public async Task Close_Answer_PromisesToKeepTheConnectionAndClosesIt(string more, int status)
    {
        await using var engine = await StartAsync(new FailureOptions { Close = 1 });
        using var connection = await RawConnection.PostAsync(
            engine.Engine.Address, RunningEngine.ChatPath, RunningEngine.Chat("hello", more));

        // Ends only because the engine closes: the client has not.
        var received = await connection.ReadToEndAsync();

        Assert.StartsWith($"HTTP/1.1 {status} ", received, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: keep-alive\r\n", received, StringComparison.Ordinal);
        Assert.Contains("\r\nKeep-Alive: timeout=5", received, StringComparison.Ordinal);
        Assert.DoesNotContain("close", received, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith(more.Contains("stream") ? "[DONE]\n\n\r\n0\r\n\r\n" : "}", received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_NotAskedFor_KeepsTheConnection()
    {
        await using var engine = await StartAsync(new FailureOptions());
        using var connection = await RawConnection.PostAsync(engine.Engine.Address, RunningEngine.ChatPath, Stream);
        await connection.ReadUntilAsync("\r\n0\r\n\r\n");

        await connection.SendAsync("GET /health HTTP/1.1\r\nHost: engine\r\n\r\n");

        await connection.ReadUntilAsync("Content-Length: 0\r\n");
    }

    [Fact]
    public async Task Failures_SameSeed_HitTheSameRequests()
    {
        var failures = new FailureOptions { ServerError = 0.3, TooManyRequests = 0.3 };

        var first = await CollectAsync(seed: 5, failures);

        Assert.Equal(first, await CollectAsync(seed: 5, failures));
        Assert.NotEqual(first, await CollectAsync(seed: 6, failures));
        Assert.Equal(3, first.Select(answer => answer.Status).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task ServerError_OnEachSurface_IsInItsOwnShape(string path, string body)
    {
        await using var engine = await StartAsync(new FailureOptions { ServerError = 1 });

        using var response = await engine.PostAsync(path, body);
        var error = await RunningEngine.ReadJsonAsync(response);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("Injected failure.", error.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(path.StartsWith("/v1/messages", StringComparison.Ordinal), error.TryGetProperty("type", out _));
    }

    [Theory]
    [MemberData(nameof(Surfaces))]
    public async Task Cut_OnEachSurface_EndsBeforeTheLength(string path, string body)
    {
        await using var engine = await StartAsync(new FailureOptions { Cut = 1 });
        using var connection = await RawConnection.PostAsync(engine.Engine.Address, path, body);

        var received = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK", received, StringComparison.Ordinal);
        Assert.False(received.EndsWith('}'));
        Assert.Equal(1, engine.Engine.Snapshot().FailuresInjected);
    }

    public static TheoryData<string, string> Surfaces() => new()
    {
        { RunningEngine.ChatPath, """{"messages":[{"role":"user","content":"hi"}]}""" },
        { RunningEngine.CompletionsPath, """{"prompt":"hi"}""" },
        { RunningEngine.MessagesPath, """{"messages":[{"role":"user","content":"hi"}],"max_tokens":5}""" },
        { "/v1/responses", """{"input":"hi"}""" },
        { "/v1/messages/count_tokens", """{"messages":[{"role":"user","content":"hi"}]}""" },
        { "/v1/embeddings", """{"input":"hi"}""" },
        { "/v1/rerank", """{"query":"hi","documents":["ho"]}""" },
        { "/tokenize", """{"prompt":"hi"}""" },
    };

    private static async Task<(int Status, string? Text)[]> CollectAsync(int seed, FailureOptions failures)
    {
        await using var engine = await RunningEngine.StartAsync(new EngineOptions
        {
            Speed = 1000,
            Seed = seed,
            Failures = failures,
            AnswerTokens = AnswerLength.Lognormal(20, 1),
        });
        var answers = new (int Status, string? Text)[40];
        for (var i = 0; i < answers.Length; i++)
        {
            using var response = await engine.PostAsync(RunningEngine.ChatPath, RunningEngine.Chat("hello"));
            var body = await RunningEngine.ReadJsonAsync(response);
            var text = body.TryGetProperty("choices", out var choices)
                ? choices[0].GetProperty("message").GetProperty("content").GetString()
                : null;
            answers[i] = ((int)response.StatusCode, text);
        }
        return answers;
    }

    private static Task<RunningEngine> StartAsync(FailureOptions failures) =>
        RunningEngine.StartAsync(new EngineOptions { Speed = 100, Failures = failures });
}
