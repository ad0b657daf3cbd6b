using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Bench.Targets;

/// <summary>A balancer with one policy, started in this process for each repeat.</summary>
/// <remarks>
/// It is a new one each time: nothing that it learned, and nothing that it has in flight, passes from one repeat to
/// the next.
/// </remarks>
internal sealed class PolicyTarget : IBenchTarget
{
    private readonly string _policy;
    private readonly IBackendSource _backends;

    /// <param name="policy">A policy's name.</param>
    /// <param name="backends">What it balances over.</param>
    public PolicyTarget(string policy, IBackendSource backends)
    {
        _policy = policy;
        _backends = backends;
    }

    public string Name => _policy;

    public bool RunsInThisProcess => true;

    public async Task<TargetSession> StartAsync(int seed, CancellationToken cancellationToken)
    {
        var backends = await _backends.StartAsync(seed, cancellationToken);
        try
        {
            var options = LocalBalancer.Configure(_policy, backends.Options, _backends.Models);
            var balancer = await BalancerHost.StartAsync(options, LocalBalancer.Silence, cancellationToken: cancellationToken);
            return new TargetSession(balancer.DataAddresses[0], async () =>
            {
                // Engines first: what is still running ends at once, and the balancer has nothing to wait for.
                await backends.DisposeAsync();
                await balancer.StopAsync();
                await balancer.DisposeAsync();
            });
        }
        catch (IOException exception)
        {
            await backends.DisposeAsync();
            throw new BenchFailedException($"No balancer with {_policy}: {exception.Message}");
        }
    }
}
