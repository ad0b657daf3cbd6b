using TokenAwareBalancer.Clients;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Simulated;

/// <summary>The program as it is shipped: how it ends, and what it says.</summary>
public sealed class ProgramTests
{
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Serve_TerminatedMidStream_FinishesTheStreamsAndExitsWithZero()
    {
        const int Streams = 6;
        const int AnswerTokens = 100;
        await using var engine = await SimulatedEngine.StartAsync(
            new EngineOptions
            {
                Models = ["words"],
                AnswerTokens = AnswerLength.Fixed(AnswerTokens),
                DecodeMillisecondsPerToken = 20,
            },
            TestContext.Current.CancellationToken);
        await using var program = await BalancerProgram.ServeAsync($"""
            listen: 127.0.0.1:0
            admin:
              listen: 127.0.0.1:0
            backends:
              - name: engine-0
                url: {engine.Address}
            """);
        var (address, _) = await program.WaitUntilListeningAsync();
        using var http = new HttpClient();
        using var started = new CountdownEvent(Streams);

        var answers = Enumerable.Range(0, Streams).Select(number => StreamAsync((ClientPackage)(number % 2))).ToArray();
        Assert.True(await Eventually.IsTrueAsync(() => started.IsSet, ExitLimit));
        await program.SendTerminationAsync();
        var texts = await Task.WhenAll(answers);
        var (exitCode, _, errors) = await program.WaitForExitAsync(ExitLimit);

        Assert.All(texts, answer => Assert.Equal(AnswerTokens, answer.Text.Split(' ').Length));
        Assert.True(exitCode == 0, $"Exit code {exitCode}: {errors}");

        Task<ClientAnswer> StreamAsync(ClientPackage package)
        {
            var isFirst = true;
            return package.Connect(address, http).AskStreamedAsync(
                "Go on.", AnswerTokens, OnText, TestContext.Current.CancellationToken);

            void OnText(string piece)
            {
                if (isFirst)
                    started.Signal();
                isFirst = false;
            }
        }
    }

    [Fact]
    public async Task Serve_ConfigurationWithThreeErrors_TellsAllOnStandardErrorAndExitsWithTwo()
    {
        await using var program = await BalancerProgram.ServeAsync("""
            listen: 127.0.0.1:0
            policy: pending-prefil
            timeouts:
              total: soon
            backends:
              - name: engine-0
            """);

        var (exitCode, output, errors) = await program.WaitForExitAsync(ExitLimit);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.All(["policy", "timeouts.total", "backends[0].url", "3 errors"], expected =>
            Assert.Contains(expected, errors, StringComparison.Ordinal));
    }
}
