using System.Collections.Concurrent;
using TokenAwareBalancer.Clients;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>
/// Many requests through the balancer to two llama-servers, which close the connection after every streamed answer
/// while they advertise keep-alive: without the balancer's retry a pool of connections loses 13–42 % of them.
/// </summary>
[Collection(LlamaTests.Name)]
public sealed class LoadTests
{
    private const int DifferentPrompts = 25;
    private const int OutputTokens = 16;

    private readonly LlamaFleet _fleet;

    public LoadTests(LlamaFleet fleet) => _fleet = fleet;

    public static TheoryData<ClientPackage[]> Packages =>
        new([ClientPackage.OpenAI], [ClientPackage.OpenAI, ClientPackage.Anthropic]);

    [Theory]
    [MemberData(nameof(Packages))]
    public Task Streamed_500RequestsOfEightClients_EachGetsTheEnginesOwnAnswer(ClientPackage[] packages) =>
        RunAsync(engines: 2, packages, requests: 500, AskStreamedAsync);

    /// <summary>With nobody else to turn to, only a second try at the same engine can save a request.</summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public Task Streamed_200RequestsToOneEngine_EachGetsTheEnginesOwnAnswer(ClientPackage[] packages) =>
        RunAsync(engines: 1, packages, requests: 200, AskStreamedAsync);

    [Theory]
    [MemberData(nameof(Packages))]
    public Task Whole_200RequestsOfEightClients_EachGetsTheEnginesOwnAnswer(ClientPackage[] packages) =>
        RunAsync(engines: 2, packages, requests: 200, static (client, prompt, cancellationToken) =>
            client.AskAsync(prompt, OutputTokens, cancellationToken));

    private delegate Task<ClientAnswer> Ask(IAnswerClient client, string prompt, CancellationToken cancellationToken);

    private static Task<ClientAnswer> AskStreamedAsync(
        IAnswerClient client, string prompt, CancellationToken cancellationToken) =>
        client.AskStreamedAsync(prompt, OutputTokens, onText: null, cancellationToken);

    private async Task RunAsync(int engines, ClientPackage[] packages, int requests, Ask ask)
    {
        var servers = (await _fleet.RequireAsync()).Take(engines).ToArray();
        await using var balancer = await RunningBalancer.StartAsync(servers.Select(server => server.Address));
        using var recorder = new BackendRecorder();
        using var http = new HttpClient(recorder);
        var direct = packages.Select(package => package.Connect(servers[0].Address, servers[0].DirectHttp)).ToArray();
        var balanced = packages.Select(package => package.Connect(balancer.Address, http)).ToArray();
        var expected = await AskEachOnceAsync(direct, ask);
        var losses = new ConcurrentQueue<string>();

        await Parallel.ForAsync(0, requests, Eight, async (number, cancellationToken) =>
        {
            try
            {
                var (prompt, package) = (number % DifferentPrompts, number % packages.Length);
                var answer = await ask(balanced[package], Prompts.Get(prompt), cancellationToken);
                if (answer != expected[package, prompt])
                    losses.Enqueue($"{number}: {answer} instead of {expected[package, prompt]}");
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                losses.Enqueue($"{number}: {exception.Message}");
            }
        });

        Assert.Empty(losses);
        Assert.All(servers, (_, index) =>
            Assert.InRange(recorder.AnswersByBackend.GetValueOrDefault($"engine-{index}"), requests / 5, requests));
        await balancer.AssertLedgersReturnToZeroAsync();
    }

    private static ParallelOptions Eight => new()
    {
        MaxDegreeOfParallelism = 8,
        CancellationToken = TestContext.Current.CancellationToken,
    };

    private static async Task<ClientAnswer[,]> AskEachOnceAsync(IAnswerClient[] clients, Ask ask)
    {
        var answers = new ClientAnswer[clients.Length, DifferentPrompts];
        for (var client = 0; client < clients.Length; client++)
        {
            for (var prompt = 0; prompt < DifferentPrompts; prompt++)
            {
                var answer = await ask(clients[client], Prompts.Get(prompt), TestContext.Current.CancellationToken);
                Assert.NotEmpty(answer.Text);
                Assert.Equal(OutputTokens, answer.OutputTokens);
                Assert.InRange(answer.PromptTokens, 10, 1000);
                answers[client, prompt] = answer;
            }
        }
        return answers;
    }
}
