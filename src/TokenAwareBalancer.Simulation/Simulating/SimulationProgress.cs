namespace TokenAwareBalancer.Simulating;

/// <summary>How far a run is.</summary>
/// <param name="Ended">Requests answered or refused.</param>
/// <param name="Requests">All of them.</param>
public readonly record struct SimulationProgress(int Ended, int Requests);
