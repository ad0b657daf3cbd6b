using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Plotting;

/// <summary>The part of the requests that each backend got, for each policy.</summary>
internal static class SharePlot
{
    private const double BarPart = 0.8;

    public static string Draw(IReadOnlyList<PolicyOutcome> policies, IReadOnlyList<SimulatedBackend> fleet)
    {
        const string caption = "Share of the requests, per backend in the fleet's order";
        var shares = policies.Select(policy => policy.Shares()).ToArray();
        var plot = new LinePlot(caption, new Axis(0, fleet.Count, IsLogarithmic: false),
            Axis.Linear(shares.Max(one => one.Max()) * 1.05));
        plot.Grid(_ => "", share => FormattableString.Invariant($"{share * 100:0.#} %"));
        var width = BarPart / policies.Count;
        for (var number = 0; number < policies.Count; number++)
        {
            for (var backend = 0; backend < fleet.Count; backend++)
            {
                var from = backend + (1 - BarPart) / 2 + number * width;
                plot.Bar(ReportStyle.Fill(number), from, from + width, shares[number][backend]);
            }
        }

        return plot.Figure(caption, LinePlot.Legend(policies.Select(policy => policy.Policy)));
    }
}
