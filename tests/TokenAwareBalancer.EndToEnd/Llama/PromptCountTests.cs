using TokenAwareBalancer.Clients;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>Without a tokenizer, prompts are counted by bytes per token, which the engine's usage teaches.</summary>
/// <remarks>
/// In total, because that is what a ledger adds up. A single short prompt may be off by 30 % with the 755 tokens of
/// the test's own vocabulary, which knows some common words and spells the rest.
/// </remarks>
public sealed class PromptCountTests
{
    private const int Learning = 50;
    private const int Measured = 50;

    [Theory]
    [InlineData(ClientPackage.OpenAI)]
    [InlineData(ClientPackage.Anthropic)]
    public async Task UnknownTokenizer_AfterFiftyAnswers_NextFiftyAreWithinTenPercentInTotal(ClientPackage package)
    {
        // With the prompt cache on: Anthropic's usage then splits the prompt into cached and not.
        await using var server = await LlamaServer.StartAsync(LlamaSetup.Require(), cachesPrompts: true);
        await using var balancer = await RunningBalancer.StartAsync(server.Address);
        using var recorder = new BackendRecorder();
        using var http = new HttpClient(recorder);
        var client = package.Connect(balancer.Address, http);

        for (var number = 0; number < Learning; number++)
            await AskAsync(client, number);
        var (estimatedTokens, usedTokens) = (0L, 0L);
        for (var number = Learning; number < Learning + Measured; number++)
        {
            usedTokens += (await AskAsync(client, number)).PromptTokens;
            estimatedTokens += recorder.LatestPromptTokens;
        }

        Assert.InRange((double)estimatedTokens / usedTokens, 0.9, 1.1);
    }

    // Several tokens: an answer whose only token is half a character gets no message_start, and so no usage.
    private static Task<ClientAnswer> AskAsync(IAnswerClient client, int number) =>
        client.AskStreamedAsync(Prompts.Get(number), 4, onText: null, TestContext.Current.CancellationToken);
}
