using System.Text;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What a client says of the length of its answer is believed, and stays here.</summary>
public sealed class LengthHintTests : ServingTest
{
    private const string Header = "x-balancer-expected-output-tokens";

    [Theory]
    [InlineData("1234", "", 1234)]
    [InlineData("1234", "\"max_tokens\":100,", 100)]
    [InlineData(null, "\"nvext\":{\"agent_hints\":{\"osl\":321}},", 321)]
    [InlineData("1234", "\"nvext\":{\"agent_hints\":{\"osl\":321}},", 1234)]
    [InlineData(null, "\"nvext\":{\"agent_hints\":{\"osl\":-5,\"priority\":{\"osl\":7}},\"osl\":9},", 256)]
    [InlineData(null, "\"nvext\":[{\"agent_hints\":1}],", 256)]
    [InlineData(null, "\"nvext\":{\"agent_hints\":[1,{\"osl\":8}]},", 256)]
    [InlineData(null, "\"nvext\":{\"agent_hints\":{\"osl\":8.5}},", 256)]
    [InlineData(null, "\"nvext\":null,", 256)]
    [InlineData(null, "", 256)]
    public async Task Expectation_OfAHeaderOrOfTheBody_IsWhatTheLedgerHolds(string? header, string field, long expected)
    {
        var release = new TaskCompletionSource();
        var backend = Backend(async exchange =>
        {
            await release.Task;
            await exchange.AnswerAsync(Wire.ChatAnswer);
        });
        await StartAsync(backend);

        var answering = AskAsync(Wire.Post(Wire.ChatPath, Body(field), header is null ? "X-None: 1" : $"{Header}: {header}"));
        await Patience.UntilAsync(() => InFlight(0).Requests == 1);
        Assert.Equal(expected, InFlight(0).DecodeTokens);
        release.SetResult();

        Assert.Equal(200, (await answering).Status);
        Assert.Null(backend.Requests.Single().Header(Header));
    }

    [Theory]
    [InlineData("lots")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1.5")]
    [InlineData("2147483648")]
    public async Task Expectation_ThatIsNoLength_Is400AndSaysWhatWouldBeOne(string header)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(), $"{Header}: {header}"));

        Assert.Equal(400, answer.Status);
        Assert.Contains($"The header {Header} is '{header}'", answer.Text, StringComparison.Ordinal);
        Assert.Contains("from 1 to 2147483647, for instance 250", answer.Text, StringComparison.Ordinal);
        Assert.Empty(backend.Requests);
    }

    [Fact]
    public async Task Expectation_OfTwoClients_IsThatOfEachOnesOwnAnswers()
    {
        var held = new TaskCompletionSource();
        var isHeld = false;
        var backend = Backend(async exchange =>
        {
            if (isHeld)
                await held.Task;
            var tokens = exchange.Request.Header("x-tokens")!;
            await exchange.AnswerAsync(
                $$$"""{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":{{{tokens}}}}}""");
        });
        await StartAsync(options => options.Keys = [Key("brief"), Key("long")], backend);
        for (var i = 0; i < 40; i++)
        {
            await AskAsync("brief", 10);
            await AskAsync("long", 900);
        }

        isHeld = true;
        var brief = AskAsync("brief", 10);
        await Patience.UntilAsync(() => InFlight(0).Requests == 1);
        Assert.InRange(InFlight(0).DecodeTokens, 8, 130);
        var both = AskAsync("long", 900);
        await Patience.UntilAsync(() => InFlight(0).Requests == 2);
        Assert.InRange(InFlight(0).DecodeTokens, 750, 1100);
        held.SetResult();
        await brief;
        await both;
    }

    private async Task AskAsync(string client, int tokens)
    {
        var answer = await AskAsync(Wire.Post(
            Wire.ChatPath, Wire.Chat(), $"Authorization: Bearer {KeyOf(client)}\r\nx-tokens: {tokens}"));
        Assert.Equal(200, answer.Status);
    }

    private static ClientKeyOptions Key(string client) =>
        new() { Name = client, Hash = KeyHash.Of(KeyOf(client)).ToString() };

    private static string KeyOf(string client) => $"sk-balancer-of-{client}";

    private static byte[] Body(string field) => Encoding.UTF8.GetBytes(
        $$"""{"model":"m",{{field}}"messages":[{"role":"user","content":"hello"}]}""");
}
