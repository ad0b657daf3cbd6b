namespace TokenAwareBalancer.Bench;

/// <summary>Everything that a run measured.</summary>
/// <param name="Plan">What was to be measured.</param>
/// <param name="Blocks">In the order in which they ran.</param>
/// <param name="IsStopped">It was ended by hand, and the last block is not whole.</param>
internal sealed record BenchResult(BenchPlan Plan, IReadOnlyList<BenchBlock> Blocks, bool IsStopped)
{
    /// <summary>At least one answer came.</summary>
    public bool HasMeasured =>
        Blocks.Any(static block => block.Measured.Any(static timing => timing.IsComplete));

    /// <summary>The targets that ran, in the order of the plan.</summary>
    public IEnumerable<string> Targets =>
        Plan.Targets.Select(static target => target.Name).Where(name => Blocks.Any(block => block.Target == name));

    public BenchBlock[] BlocksOf(string target) => [.. Blocks.Where(block => block.Target == target)];

    public TargetSummary SummaryOf(string target) => TargetSummary.Of(BlocksOf(target), Plan.Objective);
}
