using TokenAwareBalancer.Demo.Scenarios;

namespace TokenAwareBalancer.Demo;

/// <summary>Runs the code that will be measured, so that it is compiled and the vocabulary is read.</summary>
internal static class WarmUp
{
    private const int Seed = 0;
    private const int Requests = 60;

    /// <summary>A second's worth of streams; what it costs is not part of any result.</summary>
    private const double Speed = 20;

    public static async Task RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        DemoScenario[] scenarios = [.. DemoScenarios.Serial(Speed), DemoScenarios.Chat(Speed)];
        await Task.WhenAll(scenarios.Select(scenario => RunAsync(scenario, time, cancellationToken)));
    }

    private static async Task RunAsync(DemoScenario scenario, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = new CellKey(scenario.Name, DemoPolicies.Ours, Seed);
        await using var cell = await DemoCell.StartAsync(scenario, key, time, cancellationToken);
        // Small payloads alone, or it would take as long as a cell.
        var requests = scenario.Plan(Seed).Where(request => request.PromptTokens < 1000).Take(Requests)
            .Select(request => request with { IsMeasured = true });
        await cell.RunAsync([.. requests], static () => { }, cancellationToken);
    }
}
