using TokenAwareBalancer.Simulating.Running;

namespace TokenAwareBalancer.Simulating;

/// <summary>Runs a fleet of engines and the balancers before it in virtual time.</summary>
/// <remarks>
/// Discrete events on one thread: the same plan gives the same result on every machine. Estimating, admitting,
/// choosing, the ledger and learning are Core's own, and see what a proxy sees: when a request is sent, when tokens
/// come, what usage the engine tells at the end. Engines are models of their schedulers.
/// </remarks>
public static class Simulation
{
    /// <param name="plan">What to run.</param>
    /// <param name="time">Measures how long the run takes in reality, and nothing else.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <exception cref="ArgumentException">The plan is wrong; the message says how.</exception>
    public static SimulationResult Run(
        SimulationPlan plan,
        TimeProvider time,
        IProgress<SimulationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        plan.Check();
        var startTimestamp = time.GetTimestamp();
        var run = new FleetRun(plan, progress, cancellationToken);
        run.ToEnd();
        return run.CreateResult(time.GetElapsedTime(startTimestamp).TotalSeconds);
    }
}
