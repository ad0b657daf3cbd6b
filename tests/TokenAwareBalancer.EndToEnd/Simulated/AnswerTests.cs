using TokenAwareBalancer.Clients;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Simulated;

/// <summary>The official packages get through the balancer what they get without it.</summary>
/// <remarks>A simulated engine's n-th answer depends on its seed alone: a twin that is asked directly says the same.</remarks>
public sealed class AnswerTests
{
    private const int Requests = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(ClientPackage.OpenAI, false)]
    [InlineData(ClientPackage.OpenAI, true)]
    [InlineData(ClientPackage.Anthropic, false)]
    [InlineData(ClientPackage.Anthropic, true)]
    public async Task Client_ThroughTheBalancer_GetsTheEnginesOwnAnswers(ClientPackage package, bool isStreaming)
    {
        await using var engine = await SimulatedEngine.StartAsync(CreateOptions(), TestContext.Current.CancellationToken);
        await using var twin = await SimulatedEngine.StartAsync(CreateOptions(), TestContext.Current.CancellationToken);
        await using var balancer = await RunningBalancer.StartAsync(engine.Address);
        using var http = new HttpClient();

        var balanced = await AskAllAsync(package.Connect(balancer.Address, http), isStreaming);
        var direct = await AskAllAsync(package.Connect(twin.Address, http), isStreaming);

        Assert.Equal(direct, balanced);
        Assert.All(balanced, answer => Assert.InRange(answer.PromptTokens, 1, 100));
        Assert.All(balanced, answer => Assert.Equal(answer.Text.Split(' ').Length, answer.OutputTokens));
        await balancer.AssertLedgersReturnToZeroAsync();
    }

    [Theory]
    [InlineData(ClientPackage.OpenAI, false)]
    [InlineData(ClientPackage.OpenAI, true)]
    [InlineData(ClientPackage.Anthropic, false)]
    [InlineData(ClientPackage.Anthropic, true)]
    public async Task Client_LeavesWhileTheEngineGenerates_EngineSeesItLeave(ClientPackage package, bool isStreaming)
    {
        const int HoursOfTokens = 1_000_000;
        var options = CreateOptions();
        options.AnswerTokens = AnswerLength.Fixed(HoursOfTokens);
        await using var engine = await SimulatedEngine.StartAsync(options, TestContext.Current.CancellationToken);
        await using var balancer = await RunningBalancer.StartAsync(engine.Address);
        using var http = new HttpClient();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        var answer = AskAsync(package.Connect(balancer.Address, http), isStreaming, HoursOfTokens, leaving.Token);
        Assert.True(await Eventually.IsTrueAsync(() => engine.Snapshot().TokensGenerated > 0, Patience));
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.True(await Eventually.IsTrueAsync(() => engine.Snapshot().RequestsCancelled == 1, Patience));
        await balancer.AssertLedgersReturnToZeroAsync();
    }

    private static EngineOptions CreateOptions() =>
        new() { Models = ["words"], AnswerTokens = AnswerLength.Uniform(5, 30), Seed = 7, Speed = 20 };

    private static async Task<List<ClientAnswer>> AskAllAsync(IAnswerClient client, bool isStreaming)
    {
        var answers = new List<ClientAnswer>();
        for (var number = 0; number < Requests; number++)
            answers.Add(await AskAsync(client, isStreaming, 50, TestContext.Current.CancellationToken));
        return answers;
    }

    private static Task<ClientAnswer> AskAsync(
        IAnswerClient client, bool isStreaming, int maxTokens, CancellationToken cancellationToken) => isStreaming
            ? client.AskStreamedAsync("Tell me.", maxTokens, onText: null, cancellationToken)
            : client.AskAsync("Tell me.", maxTokens, cancellationToken);
}
