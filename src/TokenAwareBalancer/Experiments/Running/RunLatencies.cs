namespace TokenAwareBalancer.Experiments.Running;

/// <summary>The latencies of one run, by measured request; NaN for what a request does not have.</summary>
/// <remarks>The only things of a run that grow with its requests: kept until its load is told, and no longer.</remarks>
internal sealed record RunLatencies(double[] FirstTokenSeconds, double[] PerTokenSeconds, double[] WholeSeconds);
