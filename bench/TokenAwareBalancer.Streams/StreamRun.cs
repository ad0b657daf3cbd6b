using System.Globalization;

namespace TokenAwareBalancer.Streams;

/// <summary>One measurement, in three processes: the engine, the balancer, and this one as the clients.</summary>
internal static class StreamRun
{
    /// <summary>Twice the longest time until a prompt that has just come gets its first token, and some.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LeavingLimit = TimeSpan.FromSeconds(15);

    /// <returns>0 when every bar is reached.</returns>
    public static async Task<int> RunAsync(StreamPlan plan, CancellationToken cancellationToken)
    {
        var (engine, engineAddress) = await StartEngineAsync(plan);
        await using var _ = engine;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var configuration = Path.Combine(folder.FullName, "balancer.yaml");
            await File.WriteAllTextAsync(configuration, Configure(engineAddress), cancellationToken);
            var (balancer, addresses) = await BalancerProcess.StartAsync(2, "serve", "--config", configuration);
            await using var __ = balancer;
            var result = await MeasureAsync(plan, balancer, addresses, cancellationToken);
            return StreamReport.Write(plan, result, Console.Out) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<StreamResult> MeasureAsync(
        StreamPlan plan, BalancerProcess balancer, Uri[] addresses, CancellationToken cancellationToken)
    {
        using var client = new StreamClient(addresses[0], plan.PromptBytes);
        await Task.Delay(SampleInterval, cancellationToken);
        var idle = balancer.Read();
        await Console.Error.WriteLineAsync($"Opening {plan.Streams} streams, {plan.OpenedPerSecond} a second …");
        await client.OpenAsync(plan.Streams, plan.OpenedPerSecond, cancellationToken);
        await UntilAsync(() => client.Streaming + client.Ended >= plan.Streams, StartLimit, cancellationToken);

        await Console.Error.WriteLineAsync($"{client.Streaming} stream; holding them for {plan.Hold.TotalSeconds} s …");
        var tokensBefore = client.Tokens;
        var samples = new List<ProcessReading>();
        for (var held = TimeSpan.Zero; held < plan.Hold; held += SampleInterval)
        {
            await Task.Delay(SampleInterval, cancellationToken);
            samples.Add(balancer.Read());
        }

        var gauges = await BalancerGauges.ReadAsync(addresses[1]);
        var (streaming, ended, tokens) = (client.Streaming, client.Ended, client.Tokens - tokensBefore);
        client.Dispose();
        await UntilAsync(
            async () => (await BalancerGauges.ReadAsync(addresses[1])).RequestsInProgress == 0,
            LeavingLimit, cancellationToken);
        var gaugesAfter = await BalancerGauges.ReadAsync(addresses[1]);
        return new StreamResult(
            idle, samples, balancer.Read(), streaming, ended, tokens, gauges, gaugesAfter);
    }

    // Prompts cost nothing, so that only the time between two tokens decides when a stream begins.
    private static async Task<(BalancerProcess Process, Uri Address)> StartEngineAsync(StreamPlan plan)
    {
        var (process, addresses) = await BalancerProcess.StartAsync(
            1, "engine", "--model", "m", "--max-concurrency", "100000", "--token-budget", "1000000000",
            "--prefill-ms-per-token", "0", "--decode-ms-per-stream", "0", "--answer-tokens", "1000000",
            "--decode-ms-per-token", plan.TokenInterval.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        return (process, addresses[0]);
    }

    private static string Configure(Uri engine) => $$"""
        listen: 127.0.0.1:0
        admin: { listen: 127.0.0.1:0 }
        backends: [{ name: engine, url: {{engine}} }]
        logging: { level: warning }
        """;

    private static Task UntilAsync(Func<bool> holds, TimeSpan limit, CancellationToken cancellationToken) =>
        UntilAsync(() => Task.FromResult(holds()), limit, cancellationToken);

    private static async Task UntilAsync(Func<Task<bool>> holds, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds() && TimeProvider.System.GetElapsedTime(started) < limit)
            await Task.Delay(100, cancellationToken);
    }
}
