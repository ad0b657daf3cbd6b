using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Simulating.Engines;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Simulating.Running;

/// <summary>A request between its arrival and its end, on its way to an engine or in it.</summary>
internal sealed class RequestInFlight : ScheduledRequest, IEventTarget
{
    public RequestInFlight(int index, in SimulatedRequest request, SimulatedBalancer balancer)
        : base(request.PromptTokens, request.OutputTokens)
    {
        Index = index;
        Balancer = balancer;
        (BlockIds, BlockTokens) = (request.BlockIds, request.BlockTokens);
    }

    /// <summary>Its place among the requests of the plan.</summary>
    public int Index { get; }

    public SimulatedBalancer Balancer { get; }

    /// <summary>What it is expected to cost; set on its arrival.</summary>
    public WorkEstimate Work { get; set; }

    /// <summary>The beginnings of its prompt, as a live request's are read from its body.</summary>
    public ReadOnlyMemory<PrefixHash> Prefixes { get; init; }

    /// <summary>Set once it is placed.</summary>
    public Lease? Lease { get; set; }

    /// <summary>Where it is placed.</summary>
    public EngineSite? Site { get; set; }

    /// <summary>Whether it had to wait in line.</summary>
    public bool WasHeld { get; set; }

    /// <summary>It has come over the network.</summary>
    public void OnDue() => Site!.Receive(this);
}
