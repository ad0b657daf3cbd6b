using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Demo;

/// <summary>A balancer that stays up over fresh engines, for a first request by hand.</summary>
internal static class LiveDemo
{
    private const int Engines = 3;
    private const int DefaultPort = 8700;
    private const int DefaultAdminPort = 8701;

    public static async Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        await using var fleet = await StartAsync(cancellationToken);
        await output.WriteLineAsync(Describe(fleet));
        await cancellationToken.UntilCanceledAsync();
    }

    private static async Task<DemoFleet> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(DefaultPort, DefaultAdminPort, cancellationToken);
        }
        catch (IOException)
        {
            // Somebody has one of the ports, perhaps another balancer.
            return await StartAsync(0, 0, cancellationToken);
        }
    }

    private static Task<DemoFleet> StartAsync(int port, int adminPort, CancellationToken cancellationToken) =>
        DemoFleet.StartAsync(
            Enumerable.Range(1, Engines).Select(CreateEngine), DemoPolicies.Ours, port, adminPort, cancellationToken);

    private static EngineOptions CreateEngine(int seed)
    {
        BuiltInTokenizers.TryGet(DemoFleet.Tokenizer, out var counter);
        return new EngineOptions { Seed = seed, TokenCounter = counter, Models = [DemoFleet.Model] };
    }

    public static string Describe(DemoFleet fleet) => $$"""

        The balancer is up, over {{Engines}} fresh engines. Ctrl-C ends it. Try:

        curl {{fleet.Address}}v1/chat/completions -H 'content-type: application/json' \
          -d '{"model":"{{DemoFleet.Model}}","max_tokens":40,"messages":[{"role":"user","content":"Hi"}]}'

        curl -N {{fleet.Address}}v1/chat/completions -H 'content-type: application/json' \
          -d '{"model":"{{DemoFleet.Model}}","max_tokens":40,"stream":true,"messages":[{"role":"user","content":"Hi"}]}'

        curl {{fleet.AdminAddress}}admin/backends
        curl {{fleet.AdminAddress}}metrics
        """;
}
