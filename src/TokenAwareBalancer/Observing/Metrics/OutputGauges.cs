using System.Diagnostics.Metrics;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>How right estimates of output are, read at each scrape.</summary>
internal sealed class OutputGauges
{
    private readonly Func<IEnumerable<ServedModel>> _models;

    /// <param name="meter">Of the balancer.</param>
    /// <param name="models">The models that are configured, never those that clients invent.</param>
    public OutputGauges(Meter meter, Func<IEnumerable<ServedModel>> models)
    {
        _models = models;
        meter.CreateObservableGauge(
            "balancer.output_estimate.coverage", MeasureCoverage, "1",
            "The part of the answers that were no longer than a quantile of what was expected.");
        meter.CreateObservableGauge(
            "balancer.output_estimate.error", MeasureErrors, "1",
            "How far off the expected lengths of answers are, as a part of their mean.");
        meter.CreateObservableGauge(
            "balancer.output_estimate.groups", MeasureGroups, "{group}",
            "Groups of answers, by client and prompt length, whose lengths are told apart.");
    }

    private IEnumerable<Measurement<double>> MeasureCoverage() =>
        from model in Judged()
        from measurement in new[]
        {
            Coverage(model, "p50", model.Beliefs.OutputErrors.CoverageOfP50),
            Coverage(model, "p90", model.Beliefs.OutputErrors.CoverageOfP90),
        }
        select measurement;

    private IEnumerable<Measurement<double>> MeasureErrors() =>
        from model in Judged()
        select new Measurement<double>(
            model.Beliefs.OutputErrors.RelativeError, new KeyValuePair<string, object?>("model", model.Name));

    private IEnumerable<Measurement<long>> MeasureGroups() =>
        from model in Judged()
        select new Measurement<long>(
            model.Beliefs.LengthGroups, new KeyValuePair<string, object?>("model", model.Name));

    private static Measurement<double> Coverage(ServedModel model, string figure, double coverage) =>
        new(coverage, new("model", model.Name), new("figure", figure));

    private IEnumerable<ServedModel> Judged() => _models().Where(model => model.Beliefs.OutputErrors.Observations > 0);
}
