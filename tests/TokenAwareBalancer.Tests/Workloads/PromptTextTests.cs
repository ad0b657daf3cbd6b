using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Demo;
using TokenAwareBalancer.Engine.Answering.Completions;
using TokenAwareBalancer.Engine.Requests;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Workloads;

public sealed class PromptTextTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(2750)]
    [InlineData(7500)]
    public void Text_OfTokens_IsThatLongForTheBalancersTokenizer(int tokens)
    {
        Assert.True(BuiltInTokenizers.TryGet(DemoFleet.Tokenizer, out var counter));

        Assert.Equal(tokens, counter.CountTokens(Encoding.UTF8.GetBytes(PromptText.OfTokens(tokens))));
    }

    [Fact]
    public void Body_OfTokens_IsThatLongForTheEngine()
    {
        using var body = JsonDocument.Parse(ChatRequestBody.Create("any", 2750, answerTokens: 5, isStreaming: true));

        var request = new ChatCompletionsApi().Read(body.RootElement, new PromptTokens(counter: null));

        Assert.Equal(2750, request.PromptTokens);
        Assert.Equal(5, request.MaxTokens);
        Assert.True(request is { IsStream: true, IgnoresEnd: true });
    }
}
