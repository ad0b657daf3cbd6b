using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>Is told how far an experiment is; by several threads at once.</summary>
internal interface IExperimentProgress
{
    /// <summary>So many runs begin, of so many requests each.</summary>
    void Begin(int runs, int requests);

    /// <summary>For one run.</summary>
    IProgress<SimulationProgress> Follow();

    void End(RunOutcome outcome);
}
