namespace TokenAwareBalancer.Workloads;

/// <summary>When the requests of an open loop arrive.</summary>
internal abstract class ArrivalProcess
{
    /// <summary>For the head of a report.</summary>
    public abstract string Description { get; }

    /// <summary>Sets <see cref="PlannedRequest.ArrivalSeconds"/> of each, in order, as they are pulled.</summary>
    /// <param name="requests">In order of their own times, if they have any.</param>
    /// <param name="seed">Decides what is drawn; independent of what a workload draws from the same seed.</param>
    public abstract IEnumerable<PlannedRequest> Schedule(IEnumerable<PlannedRequest> requests, int seed);
}
