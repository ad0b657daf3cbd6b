using System.Diagnostics;
using System.Globalization;
using TokenAwareBalancer.Streams;

namespace TokenAwareBalancer.Attacks;

/// <summary>Each attack on a balancer that honest clients use, in processes of their own.</summary>
internal static class AttackRun
{
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeavingLimit = TimeSpan.FromSeconds(20);

    /// <returns>0 when every bar is reached.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> attacks, TimeSpan time, CancellationToken cancellationToken)
    {
        var (engine, engineAddresses) = await BalancerProcess.StartAsync(
            1, "engine", "--model", "m", "--max-concurrency", "1000", "--prefill-ms-per-token", "0",
            "--decode-ms-per-token", "2", "--decode-ms-per-stream", "0", "--jitter", "0", "--answer-tokens", "8");
        await using var _ = engine;
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var configuration = Path.Combine(folder.FullName, "balancer.yaml");
            await File.WriteAllTextAsync(configuration, Configure(engineAddresses[0]), cancellationToken);
            var (balancer, addresses) = await BalancerProcess.StartAsync(3, "serve", "--config", configuration);
            await using var __ = balancer;
            return await RunAsync(
                attacks, time, balancer, new Targets(addresses[0], addresses[1], addresses[2]), cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<string> attacks, TimeSpan time, BalancerProcess balancer, Targets targets,
        CancellationToken cancellationToken)
    {
        using var honest = new HonestClients(targets.Http1);
        await honest.MeasureAsync(time, cancellationToken);
        Console.WriteLine(
            "| attack | p99 before | p99 during | failed | balancer's memory | its processor | left behind | |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var isGood = true;
        foreach (var attack in attacks)
        {
            var result = await MeasureAsync(attack, time, balancer, targets, honest, cancellationToken);
            Console.WriteLine(Row(result));
            isGood &= result.IsGood;
        }

        return isGood ? 0 : 1;
    }

    private static async Task<AttackResult> MeasureAsync(
        string attack, TimeSpan time, BalancerProcess balancer, Targets targets, HonestClients honest,
        CancellationToken cancellationToken)
    {
        var before = await honest.MeasureAsync(time, cancellationToken);
        using var attacker = Process.Start(Path.Combine(AppContext.BaseDirectory, "attacks"), [
            "attack", attack, $"{targets.Http1}", $"{targets.Http2}", $"{targets.Admin}",
            (time + (2 * Begin)).TotalSeconds.ToString(CultureInfo.InvariantCulture)]);
        await Task.Delay(Begin, cancellationToken);
        var (started, cpuBefore) = (Stopwatch.GetTimestamp(), balancer.Read().CpuSeconds);
        var during = await honest.MeasureAsync(time, cancellationToken);
        var reading = balancer.Read();
        var share = (reading.CpuSeconds - cpuBefore) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await attacker.WaitForExitAsync(cancellationToken);
        return new AttackResult(
            attack, before, during, reading.ResidentBytes, share, await ReadAfterAsync(targets.Admin, cancellationToken));
    }

    private static async Task<BalancerGauges> ReadAfterAsync(Uri admin, CancellationToken cancellationToken)
    {
        var ended = Stopwatch.GetTimestamp();
        var metrics = new Uri(admin, "/metrics");
        BalancerGauges gauges;
        while ((gauges = await BalancerGauges.ReadAsync(metrics)) is not { RequestsInProgress: 0, BufferedBytes: 0 }
            && Stopwatch.GetElapsedTime(ended) < LeavingLimit)
            await Task.Delay(100, cancellationToken);
        return gauges;
    }

    private static string Row(AttackResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {result.Name} | {result.Before.P99Milliseconds:0} ms | {result.During.P99Milliseconds:0} ms | "
        + $"{result.During.Failed} of {result.During.Requests} | {result.ResidentBytes / 1e6:0} MB | "
        + $"{result.CpuShare:0.00} | {result.After.RequestsInProgress} requests, {result.After.BufferedBytes} bytes, "
        + $"{result.After.OpenLeases} leases | {(result.IsGood ? "good" : "BEYOND THE BAR")} |");

    private static string Configure(Uri engine) => $$"""
        listen: [127.0.0.1:0, { address: 127.0.0.1:0, protocols: http2 }]
        admin: { listen: 127.0.0.1:0 }
        backends: [{ name: engine, url: {{engine}}, models: [m] }]
        logging: { level: error }
        """;
}
