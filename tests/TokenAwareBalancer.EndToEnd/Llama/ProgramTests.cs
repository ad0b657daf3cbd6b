using System.Collections.Concurrent;
using TokenAwareBalancer.Clients;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>The program as it is shipped, in front of real engines.</summary>
[Collection(LlamaTests.Name)]
public sealed class ProgramTests
{
    private readonly LlamaFleet _fleet;

    public ProgramTests(LlamaFleet fleet) => _fleet = fleet;

    [Fact]
    public async Task Serve_TwoRealEngines_AnswersEveryoneAndEndsWithZero()
    {
        var servers = await _fleet.RequireAsync();
        await using var program = await BalancerProgram.ServeAsync($"""
            listen: 127.0.0.1:0
            admin:
              listen: 127.0.0.1:0
            logging:
              level: warning
            backends:
              - name: engine-0
                url: {servers[0].Address}
              - name: engine-1
                url: {servers[1].Address}v1
            """);
        var (address, operators) = await program.WaitUntilListeningAsync();
        using var recorder = new BackendRecorder();
        using var http = new HttpClient(recorder);
        IAnswerClient[] clients = [new OpenAIAnswerClient(address, http), new AnthropicAnswerClient(address, http)];
        var answers = new ConcurrentBag<ClientAnswer>();

        await Parallel.ForAsync(0, 100, TestContext.Current.CancellationToken, async (number, cancellationToken) =>
            answers.Add(await clients[number % 2].AskStreamedAsync(Prompts.Get(number), 8, null, cancellationToken)));
        var isAllSettled = await Eventually.IsTrueAsync(() => FleetState.IsIdleAsync(operators), TimeSpan.FromSeconds(5));
        await program.SendTerminationAsync();
        var (exitCode, _, errors) = await program.WaitForExitAsync(TimeSpan.FromSeconds(10));

        Assert.All(answers, answer => Assert.Equal(8, answer.OutputTokens));
        Assert.Equal(100, answers.Count);
        Assert.Equal(["engine-0", "engine-1"], recorder.AnswersByBackend.Keys.Order());
        Assert.True(isAllSettled);
        Assert.Equal(("", 0), (errors, exitCode));
    }
}
