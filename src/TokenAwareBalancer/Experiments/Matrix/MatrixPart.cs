namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>Cells of one setting, which are one experiment: a load each.</summary>
internal sealed record MatrixPart(MatrixSetting Setting, ExperimentPlan Plan)
{
    public int Runs => Plan.Loads.Count * Plan.Seeds.Count * Plan.Policies.Count;
}
