using System.Diagnostics;
using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Compressed bodies: decoded to be counted, forwarded as they came, and never a bomb.</summary>
public sealed class CompressedBodyTests : ServingTest
{
    private static readonly byte[] EmptyMember =
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip", "x-gzip")]
    [InlineData("gzip", "GZIP")]
    [InlineData("gzip", "identity, gzip")]
    [InlineData("br", "br")]
    [InlineData("deflate", "deflate")]
    public async Task Body_ThatIsCompressed_IsCountedAsItReadsAndForwardedAsItCame(string coding, string header)
    {
        var backend = await StartAnsweringAsync();
        var sent = Compressed.As(coding, Wire.Chat());

        var plain = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat()));
        var answer = await AskAsync(Wire.Post(Wire.ChatPath, sent, $"Content-Encoding: {header}"));

        Assert.Equal(200, answer.Status);
        Assert.Equal(plain.Header("x-balancer-prompt-tokens"), answer.Header("x-balancer-prompt-tokens"));
        var received = backend.Requests[1];
        Assert.Equal(sent, received.Body);
        Assert.Equal(
            (header, $"{sent.Length}"), (received.Header("Content-Encoding"), received.Header("Content-Length")));
    }

    [Fact]
    public async Task Body_ThatHasBeenCounted_TakesNoMoreThanItsArraysWhileItIsAnswered()
    {
        var release = new TaskCompletionSource();
        await StartAsync(Backend(async exchange =>
        {
            await release.Task;
            await exchange.AnswerAsync("{}");
        }));
        // What counting needs for so many texts is several times as large as they are.
        var texts = string.Join(',', Enumerable.Repeat("\"ab\"", 30_000));
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","input":[{{texts}}]}""");

        var asked = AskAsync(Wire.Post("/v1/embeddings", Compressed.As("gzip", body), "Content-Encoding: gzip"));
        await Patience.UntilAsync(() => InFlight(0).Requests == 1);

        Assert.InRange(Taken.BodyBytes, body.Length, 3 * body.Length);
        release.SetResult();
        Assert.Equal(200, (await asked).Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Body_OfAMegabyteThatIsCompressed_IsCountedWhole(string coding)
    {
        await StartAsync(
            options => options.Models = new Dictionary<string, ModelOptions> { ["m"] = new() { Tokenizer = "o200k_base" } },
            Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));
        var body = Wire.Chat(content: string.Join(' ', Enumerable.Range(0, 200_000)));

        var plain = await AskAsync(Wire.Post(Wire.ChatPath, body));
        var answer = await AskAsync(
            Wire.Post(Wire.ChatPath, Compressed.As(coding, body), $"Content-Encoding: {coding}"));

        Assert.Equal(plain.Header("x-balancer-prompt-tokens"), answer.Header("x-balancer-prompt-tokens"));
    }

    [Fact]
    public async Task Body_CompressedWhereTheModelHasAnotherName_IsSentAsItReads()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Backends = [new BackendOptions
        {
            Name = "b1",
            Url = backend.Address,
            Models = [new BackendModelOptions { Name = "m", BackendName = "own" }],
        }]);

        await AskAsync(Wire.Post(Wire.ChatPath, Compressed.As("br", Wire.Chat()), "Content-Encoding: br"));

        Assert.Equal(Encoding.UTF8.GetString(Wire.Chat(model: "own")), backend.OnlyRequest.Text);
        Assert.Null(backend.OnlyRequest.Header("Content-Encoding"));
        Assert.Equal($"{backend.OnlyRequest.Body.Length}", backend.OnlyRequest.Header("Content-Length"));
    }

    [Fact]
    public async Task Body_CompressedOfARoutePassedThrough_GoesWhereItsModelIsServed()
    {
        var other = Backend(exchange => exchange.AnswerAsync("{}"));
        var own = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(options => options.Backends =
            [Option("a", other.Address, "x"), Option("b", own.Address, "m")]);
        var sent = Compressed.As("gzip", """{"model":"m","input":"h"}"""u8);

        for (var i = 0; i < 4; i++)
            await AskAsync(Wire.Post("/v1/moderations", sent, "Content-Encoding: gzip"));

        Assert.Equal((0, 4), (other.Requests.Length, own.Requests.Length));
        Assert.All(own.Requests, request => Assert.Equal(sent, request.Body));
    }

    [Theory]
    [InlineData(Wire.ChatPath, false, "zstd", null)]
    [InlineData(Wire.ChatPath, false, "gzip, br", "unsupported_encoding")]
    [InlineData(Wire.ChatPath, false, "gzip, gzip", "unsupported_encoding")]
    [InlineData(Wire.MessagesPath, true, "compress", null)]
    [InlineData(Wire.MessagesPath, true, "gzip;q=1", null)]
    public async Task Coding_ThatIsUnknownOrNotTheOnlyOne_Is415AndSaysWhatIsAccepted(
        string path, bool anthropic, string header, string? code)
    {
        var backend = await StartAnsweringAsync();

        var answer = await AskAsync(
            Wire.Post(path, Compressed.As("gzip", Wire.Message()), $"Content-Encoding: {header}"));

        ErrorShape.AssertTells(answer, anthropic, 415, "unsupported_encoding", "invalid_request_error",
            anthropic ? code : "unsupported_encoding");
        Assert.Equal("gzip, br, deflate", answer.Header("Accept-Encoding"));
        Assert.Contains(header, answer.Text, StringComparison.Ordinal);
        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Stream_CutAnywhere_Is400AndReachesNoBackend(string coding)
    {
        var backend = await StartAnsweringAsync();
        var whole = Compressed.As(coding, Wire.Chat());
        var client = await ConnectAsync();

        for (var length = 0; length < whole.Length; length++)
        {
            var answer = await client.AskAsync(
                Wire.Post(Wire.ChatPath, whole.AsSpan(..length), $"Content-Encoding: {coding}"));
            Assert.Equal((400, "invalid_request"), (answer.Status, answer.Header("x-balancer-reason")));
        }

        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData("gzip", new byte[] { 0 })]
    [InlineData("gzip", new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })]
    [InlineData("br", new byte[] { 0 })]
    [InlineData("deflate", new byte[] { 0 })]
    [InlineData("deflate", new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 })]
    public async Task Stream_WithSomethingBehindIt_Is400(string coding, byte[] rest)
    {
        var backend = await StartAnsweringAsync();
        byte[] sent = [.. Compressed.As(coding, Wire.Chat()), .. rest];

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, sent, $"Content-Encoding: {coding}"));

        Assert.Equal(400, answer.Status);
        Assert.Empty(backend.Requests);
    }

    /// <summary>
    /// Some decoders read the first, some both: an engine could be sent another request than was counted.
    /// </summary>
    [Fact]
    public async Task Gzip_OfTwoMembers_Is400()
    {
        var backend = await StartAnsweringAsync();
        var body = Wire.Chat();
        var whole = Compressed.As("gzip", body);
        var (first, rest) = (Compressed.As("gzip", body.AsSpan(..9)), Compressed.As("gzip", body.AsSpan(9..)));

        foreach (var sent in (byte[][])[[.. first, .. rest], [.. whole, .. EmptyMember], [.. whole, .. whole]])
            Assert.Equal(400, (await AskAsync(Wire.Post(Wire.ChatPath, sent, "Content-Encoding: gzip"))).Status);

        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Stream_WithABitTurned_ReachesNoBackend(string coding)
    {
        var backend = await StartAnsweringAsync();
        var client = await ConnectAsync();
        var whole = Compressed.As(coding, Wire.Chat());
        // The header of gzip holds a time and a system, which nobody checks, and the last byte of the data before the
        // checksum has bits that say nothing.
        var withUnusedBits = whole.Length - (coding == "gzip" ? 9 : 5);

        for (var at = coding == "gzip" ? 10 : 0; at < whole.Length; at++)
        {
            if (at == withUnusedBits)
                continue;
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            var answer = await client.AskAsync(Wire.Post(Wire.ChatPath, damaged, $"Content-Encoding: {coding}"));
            Assert.Equal((at, 400), (at, answer.Status));
        }

        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Bomb_OfAQuarterGigabyte_Is413AtOnceWithinItsBound(string coding)
    {
        const int mebibytes = 256;
        var backend = await StartAnsweringAsync();
        var bomb = Compressed.As(coding, new byte[mebibytes << 20]);
        var started = Stopwatch.GetTimestamp();
        var taken = 0L;
        var asking = AskAsync(Wire.Post(Wire.ChatPath, bomb, $"Content-Encoding: {coding}"));
        while (!asking.IsCompleted)
        {
            taken = Math.Max(taken, Taken.BodyBytes);
            await Task.Delay(1, Patience.Token);
        }

        var answer = await asking;

        ErrorShape.AssertTells(
            answer, false, 413, "body_inflated", "invalid_request_error", "request_too_large");
        Assert.Contains("limits.body", answer.Text, StringComparison.Ordinal);
        // The bound is 64 MiB, and an array that grows is there twice for a moment.
        Assert.InRange(taken, 0, 200L << 20);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData(1_000_000, 200)]
    [InlineData(1_100_000, 413)]
    public async Task Body_ThatGrowsMoreThanAHundredfold_IsTakenUpToAMebibyte(int characters, int status)
    {
        await StartAnsweringAsync();
        var sent = Compressed.As("gzip", Wire.Chat(content: new string('x', characters)));
        Assert.True(sent.Length < characters / 100);

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, sent, "Content-Encoding: gzip"));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Body_DecodedLargerThanABodyMayBe_Is413()
    {
        await StartAsync(
            options => options.Limits.Body = 4096, Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));
        var sent = Compressed.As("gzip", Wire.Chat(content: new string('x', 4096)));

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, sent, "Content-Encoding: gzip"));

        Assert.Equal((413, "body_inflated"), (answer.Status, answer.Header("x-balancer-reason")));
    }

    [Fact]
    public async Task Body_DecodedWhenNoMemoryIsLeft_Is503()
    {
        await StartAsync(
            options => options.Limits.BufferedBytes = 64 << 10,
            Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer)));
        var sent = Compressed.As("gzip", Wire.Chat(content: new string('x', 100_000)));

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, sent, "Content-Encoding: gzip"));

        Assert.Equal((503, "overloaded"), (answer.Status, answer.Header("x-balancer-reason")));
    }

    private async Task<ScriptedBackend> StartAnsweringAsync()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        return backend;
    }
}
