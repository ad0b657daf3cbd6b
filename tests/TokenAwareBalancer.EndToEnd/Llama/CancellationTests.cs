using TokenAwareBalancer.Clients;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>A client that goes away takes its work on the engine with it.</summary>
/// <remarks>
/// Streams only: an answer that is not streamed llama-server computes to its end, whoever has left (ggml-org/llama.cpp
/// issue 24496). That the balancer closes the connection then too is tested with the simulated engine.
/// </remarks>
[Collection(LlamaTests.Name)]
public sealed class CancellationTests
{
    /// <summary>Hours of generating: an engine that is idle soon has been told to stop.</summary>
    private const int EndlessTokens = 10_000_000;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private readonly LlamaFleet _fleet;

    public CancellationTests(LlamaFleet fleet) => _fleet = fleet;

    [Theory]
    [InlineData(ClientPackage.OpenAI)]
    [InlineData(ClientPackage.Anthropic)]
    public async Task Streamed_ClientLeavesAfterFiveTokens_EngineIsIdleSoon(ClientPackage package)
    {
        var server = (await _fleet.RequireAsync())[0];
        await using var balancer = await RunningBalancer.StartAsync(server.Address);
        using var http = new HttpClient();
        var client = package.Connect(balancer.Address, http);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var pieces = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.AskStreamedAsync(
            "Count to infinity.", EndlessTokens, onText: _ => LeaveAfterFive(ref pieces, leaving), leaving.Token));

        Assert.True(await Eventually.IsTrueAsync(async () => (await server.ReadMetricsAsync()).IsIdle, Soon));
        await balancer.AssertLedgersReturnToZeroAsync();
    }

    private static void LeaveAfterFive(ref int pieces, CancellationTokenSource leaving)
    {
        if (++pieces == 5)
            leaving.Cancel();
    }
}
