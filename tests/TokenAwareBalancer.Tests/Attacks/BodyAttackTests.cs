using System.Globalization;
using System.Text;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Attacks;

/// <summary>Bodies that are too much: of bytes, of depth, of items, of digits, at once.</summary>
[Collection(TimeCritical.Name)]
public sealed class BodyAttackTests : AttackTest
{
    private const int TooManyBytes = 100_000_000;
    private static readonly TimeSpan AWhile = TimeSpan.FromSeconds(15);
    private static readonly string Huge = new('9', 1_000_000);

    [Fact]
    public async Task Body_AnnouncedBeyondTheLimit_Is413BeforeAByteIsTaken()
    {
        await StartUnderAttackAsync();
        var attacker = await AttackAsync();

        await attacker.SendAsync(Wire.Head("POST", Wire.ChatPath, $"Content-Length: {TooManyBytes}"));

        Assert.Equal(413, (await attacker.ReadAnswerAsync()).Status);
        Assert.Equal(0, Taken.BodyBytes);
        await AssertOthersAreServedAsync();
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Body_InChunksBeyondTheLimit_Is413WhereTheLimitIs()
    {
        await StartUnderAttackAsync(options => options.Limits.Body = 1 << 20);
        var attacker = await AttackAsync();
        var chunk = Encoding.ASCII.GetBytes($"10000\r\n{new string(' ', 1 << 16)}\r\n");
        await attacker.SendAsync(Wire.Head("POST", Wire.ChatPath, "Transfer-Encoding: chunked"));

        var sending = Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            for (var sent = 0; sent < TooManyBytes; sent += 1 << 16)
                await SendOrThrowAsync(attacker, chunk);
            throw new IOException("All of it has been taken.");
        });
        var answer = await attacker.ReadAnswerAsync();

        Assert.Equal((413, "body_too_large"), (answer.Status, answer.Header("x-balancer-reason")));
        await AssertOthersAreServedAsync();
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
        await sending;
    }

    [Fact]
    public async Task Bodies_ThousandsAtOnce_TakeNoMoreThanTheyMay()
    {
        const long mostBytes = 8 << 20;
        const int bodies = 2000;
        await StartUnderAttackAsync(options => options.Limits.BufferedBytes = mostBytes);
        var before = LiveBytes();
        var half = Wire.Head("POST", Wire.ChatPath, "Content-Length: 1000000") + new string(' ', 100_000);
        var most = 0L;
        using var over = new CancellationTokenSource();
        var watching = Task.Run(
            async () =>
            {
                for (; !over.IsCancellationRequested; await Task.Delay(1, CancellationToken.None))
                    most = Math.Max(most, Taken.BodyBytes);
            },
            CancellationToken.None);
        await Parallel.ForAsync(0, bodies, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, _) =>
        {
            var attacker = await AttackAsync();
            await SendAnywayAsync(attacker, Encoding.ASCII.GetBytes(half));
        });
        await Patience.UntilAsync(() => Connections > 0);
        await over.CancelAsync();
        await watching;

        // What is tried and given back at once is not taken.
        Assert.InRange(most, mostBytes / 4, mostBytes + (64 * (256 << 10)));
        Assert.InRange(LiveBytes() - before, 0, 512 << 20);
        DisposeClients();
        await Patience.UntilAsync(() => Taken == default);
        await AssertOthersAreServedAsync();
        AssertBackendSaw(1);
        await AssertNothingIsLeftAsync();
    }

    /// <summary>Each with the status that it gets, and whether a backend may see it: what is valid is passed on.</summary>
    public static TheoryData<string, int> Bombs { get; } = new()
    {
        { "deep arrays", 400 }, { "deep objects", 400 }, { "deep content", 400 }, { "escapes", 200 },
        { "messages", 200 }, { "huge max_tokens", 400 }, { "huge unknown number", 200 }, { "many keys", 200 },
        { "nul", 200 }, { "one open string", 400 },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task Json_MadeToHurt_IsAnsweredInTimeAndLeavesNothing(string kind, int status)
    {
        await StartUnderAttackAsync();
        var body = Encoding.UTF8.GetBytes(Bomb(kind));
        var attacker = await AttackAsync();
        var started = TimeProvider.System.GetTimestamp();

        var asking = attacker.AskAsync(Wire.Post(Wire.ChatPath, body));
        await AssertOthersAreServedAsync();
        var answer = await asking;

        TestContext.Current.TestOutputHelper?.WriteLine($"{Since(started).TotalSeconds:0.00} s, {answer.Text}");
        Assert.Equal(status, answer.Status);
        Assert.InRange(Since(started), TimeSpan.Zero, AWhile);
        AssertBackendSaw(status == 200 ? 2 : 1);
        await AssertNothingIsLeftAsync();
    }

    private static string Bomb(string kind) => kind switch
    {
        "deep arrays" => Chat("\"x\":" + new string('[', 1_000_000)),
        "deep objects" => Chat("\"x\":" + string.Concat(Enumerable.Repeat("{\"a\":", 200_000))),
        "deep content" => """{"model":"m","messages":[{"role":"user","content":""" + new string('[', 100_000),
        "escapes" => """{"model":"m","messages":[{"role":"user","content":" """
            + string.Concat(Enumerable.Repeat("\\u0041", 10_000_000)) + "\"}]}",
        "messages" => """{"model":"m","messages":[""" + string.Join(',', Enumerable.Repeat(
            """{"role":"user","content":"hello"}""", 100_000)) + "]}",
        "huge max_tokens" => Chat($"\"max_tokens\":{Huge}}}"),
        "huge unknown number" => Chat($"\"x\":{Huge}.{Huge}e{Huge}}}"),
        "many keys" => Chat(string.Join(',', Enumerable.Range(0, 500_000).Select(
            i => string.Create(CultureInfo.InvariantCulture, $"\"k{i}\":{i}"))) + "}"),
        "nul" => Chat("\"x\":\"" + string.Concat(Enumerable.Repeat("\\u0000", 1_000_000)) + "\"}"),
        _ => """{"model":"m","messages":[{"role":"user","content":" """ + new string('x', 60_000_000),
    };

    private static string Chat(string rest) =>
        """{"model":"m","messages":[{"role":"user","content":"hello"}],""" + rest;

    private static async Task SendOrThrowAsync(RawClient client, byte[] bytes)
    {
        try
        {
            await client.SendAsync(bytes).Within();
        }
        catch (Exception exception) when (exception is not IOException)
        {
            throw new IOException("It takes no more.", exception);
        }
    }

    private static async Task SendAnywayAsync(RawClient client, byte[] bytes)
    {
        try
        {
            await SendOrThrowAsync(client, bytes);
        }
        catch (IOException)
        {
            // Refused, which is what the test counts on.
        }
    }
}
