using System.Text.Json;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Mixes;

public sealed class MixWorkloadTests
{
    public static TheoryData<string> Names => [.. NamedMixes.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Plan_OfEachMix_HasTheMeansItSays(string name)
    {
        const int draws = 100_000;
        var mix = NamedMixes.All[name];
        var random = new SeededRandom(1);
        var (promptTokens, outputTokens) = (0.0, 0.0);
        for (var i = 0; i < draws; i++)
        {
            var drawn = mix.Draw(random);
            promptTokens += drawn.PromptTokens;
            outputTokens += drawn.OutputTokens;
        }

        Assert.InRange(promptTokens / draws, mix.MeanTokens.PromptTokens * 0.97, mix.MeanTokens.PromptTokens * 1.03);
        Assert.InRange(outputTokens / draws, mix.MeanTokens.OutputTokens * 0.97, mix.MeanTokens.OutputTokens * 1.03);
    }

    [Theory, MemberData(nameof(Names))]
    public void Mix_OfEachName_HasSharesThatAddUp(string name) =>
        Assert.Equal(1, NamedMixes.All[name].Parts.Sum(part => part.Share), precision: 12);

    [Fact]
    public void Plan_SameSeed_IsTheSameToTheByte()
    {
        var first = Plan("chat", seed: 3).Take(50);
        var second = Plan("chat", seed: 3).Take(50);

        Assert.All(first.Zip(second), pair => Assert.True(pair.First.Body.Span.SequenceEqual(pair.Second.Body.Span)));
    }

    [Fact]
    public void Plan_OtherSeed_IsAnother() => Assert.NotEqual(
        Plan("chat", seed: 3).Take(50).Select(request => request.PromptTokens),
        Plan("chat", seed: 4).Take(50).Select(request => request.PromptTokens));

    [Fact]
    public void Plan_AnyRequest_HasThePromptAndTheCapItSays()
    {
        Assert.True(BuiltInTokenizers.TryGet("o200k_base", out var counter));

        Assert.All(Plan("long", seed: 1).Take(30), request =>
        {
            using var body = JsonDocument.Parse(request.Body);
            var text = body.RootElement.GetProperty("messages")[0].GetProperty("content").GetString()!;
            Assert.Equal(request.PromptTokens, counter.CountTokens(System.Text.Encoding.UTF8.GetBytes(text)));
            Assert.Equal(request.OutputTokens, body.RootElement.GetProperty("max_tokens").GetInt32());
        });
    }

    [Fact]
    public void FixedLengths_EveryRequest_HasThem()
    {
        var workload = new MixWorkload("fixed", RequestMix.Fixed(300, 7), new RequestShape(RequestSurface.Chat, "m"));

        Assert.All(workload.Plan(1, 1).Take(100), request =>
            Assert.Equal((300, 7), (request.PromptTokens, request.OutputTokens!.Value)));
        Assert.Equal(300, workload.MeanTokens.PromptTokens, precision: 9);
    }

    [Fact]
    public void Embeddings_HaveNoAnswer_InTheMean()
    {
        var workload = new MixWorkload(
            "chat", NamedMixes.Chat, new RequestShape(RequestSurface.Embeddings, "m"));

        Assert.Equal(0, workload.MeanTokens.OutputTokens);
        Assert.Null(workload.Plan(1, 1).First().OutputTokens);
    }

    [Fact]
    public void Lengths_CutFarBelowTheMean_AreTheCut()
    {
        var lengths = new TokenLengths(10_000, 1000, LongestTokens: 50);

        Assert.Equal(50, lengths.Draw(new SeededRandom(1)));
        Assert.Equal(50, lengths.DrawnMeanTokens, precision: 6);
    }

    private static IEnumerable<PlannedRequest> Plan(string mix, int seed) =>
        new MixWorkload(mix, NamedMixes.All[mix], new RequestShape(RequestSurface.Chat, "m")).Plan(seed, seed);
}
