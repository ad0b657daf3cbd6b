using TokenAwareBalancer.Experiments.Running;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>What waits at each backend over time, one plot for each policy, all to the same scale.</summary>
internal static class PendingPlot
{
    /// <summary>Beyond it the highest peak would flatten all others: they are cut.</summary>
    private const double ScalePart = 0.999;

    public static IEnumerable<string> Draw(IReadOnlyList<PolicyOutcome> policies)
    {
        var timelines = policies.Select(policy => policy.Runs[0].Timelines!).ToArray();
        var all = timelines.SelectMany(one => one).SelectMany(one => one.PendingTokens).Order().ToArray();
        var most = Axis.Linear(all[(int)(ScalePart * (all.Length - 1))]);
        return policies.Select((policy, number) => Draw(policy.Policy, timelines[number], most));
    }

    private static string Draw(string policy, BackendTimeline[] backends, Axis up)
    {
        var period = backends[0].PeriodSeconds;
        var across = Axis.Linear(period * backends[0].PendingTokens.Length);
        var plot = new LinePlot($"pending prompt tokens under {policy}", across, up).Grid(Axis.Seconds, Axis.Tokens);
        for (var number = 0; number < backends.Length; number++)
        {
            plot.Path($"{ReportStyle.Line(number)} thin", backends[number].PendingTokens
                .Select((tokens, place) => ((place + 0.5) * period, tokens)));
        }

        return plot.Figure(policy, LinePlot.Legend(backends.Select(backend => backend.Backend)));
    }
}
