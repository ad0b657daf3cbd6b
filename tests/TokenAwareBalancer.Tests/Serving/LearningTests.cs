using System.Globalization;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What answers teach is used for the next request.</summary>
public sealed class LearningTests : ServingTest
{
    private const int Requests = 50;
    private const double BytesPerToken = 2.7;

    /// <summary>The bytes of <c>user</c>, and the tokens that are format and not text.</summary>
    private const int RoleBytes = 4;
    private const int FormatTokens = 6;

    [Fact]
    public async Task PromptEstimate_AfterFiftyAnswersWithUsage_IsWithinTenPercent()
    {
        await StartAsync(Backend(exchange =>
        {
            var textBytes = long.Parse(exchange.Request.Header("x-text-bytes")!, null);
            return exchange.AnswerAsync(UsageOf((long)(textBytes / BytesPerToken) + FormatTokens, 40));
        }));
        var random = new Random(5);

        var error = 1.0;
        for (var i = 0; i < Requests; i++)
            error = await AskAndCompareAsync(random.Next(50, 4000));

        Assert.InRange(error, 0.9, 1.1);
        Assert.InRange(await AskAndCompareAsync(100_000), 0.9, 1.1);
    }

    [Fact]
    public async Task OutputEstimate_AfterFiftyAnswersOfASimulatedEngine_IsTheirLength()
    {
        var options = new EngineOptions { AnswerTokens = AnswerLength.Fixed(20), Speed = 1000, Models = ["m"] };
        await using var engine = await SimulatedEngine.StartAsync(options, TimeProvider.System, Patience.Token);
        await StartAsync(balancer => balancer.Backends = [Option("b1", engine.Address, "m")]);

        for (var i = 0; i < Requests; i++)
            Assert.Equal(200, (await AskChatAsync()).Status);
        await AssertSettledAsync();

        Assert.InRange(Gate.Fleet.Models.Single().Beliefs.MeanOutputTokens, 18, 30);
    }

    [Fact]
    public async Task Beliefs_OfModelsThatClientsInvent_AreNotShared()
    {
        await StartAsync(Backend(exchange => exchange.AnswerAsync(UsageOf(1000, 3))));

        for (var i = 0; i < Requests; i++)
            await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(model: "dense")));
        var other = await AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(model: "unheard-of")));

        Assert.Equal("9", other.Header("x-balancer-prompt-tokens"));
    }

    private async Task<double> AskAndCompareAsync(int contentBytes)
    {
        var textBytes = contentBytes + RoleBytes;
        var answer = await AskAsync(Wire.Post(
            Wire.ChatPath, Wire.Chat(content: new string('x', contentBytes)), $"x-text-bytes: {textBytes}"));
        var estimated = double.Parse(answer.Header("x-balancer-prompt-tokens")!, CultureInfo.InvariantCulture);
        return estimated / answer.Json().GetProperty("usage").GetProperty("prompt_tokens").GetInt64();
    }

    private static string UsageOf(long promptTokens, long outputTokens) =>
        $$$"""{"choices":[],"usage":{"prompt_tokens":{{{promptTokens}}},"completion_tokens":{{{outputTokens}}}}}""";
}
