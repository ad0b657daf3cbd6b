using TokenAwareBalancer.Bench.Targets;
using TokenAwareBalancer.Load;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Bench;

/// <summary>All that a run needs to know: what is sent, to whom, how and how often.</summary>
internal sealed record BenchPlan
{
    public required IReadOnlyList<IBenchTarget> Targets { get; init; }

    /// <summary>The target that the others are compared with.</summary>
    public required string Baseline { get; init; }

    public required string Model { get; init; }

    public required IWorkload Workload { get; init; }

    /// <summary>When requests of an open loop arrive; null is a closed loop.</summary>
    public ArrivalProcess? Arrivals { get; init; }

    /// <summary>How the load is paced, in words.</summary>
    public required string Pace { get; init; }

    /// <summary>Clients of a closed loop.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Requests at the beginning that are not measured.</summary>
    public int WarmUpRequests { get; init; }

    public LoadLimits Limits { get; init; } = LoadLimits.None;

    public ClientOptions Client { get; init; } = new();

    public ServiceObjective? Objective { get; init; }

    public int Seed { get; init; } = 1;

    public int Repeats { get; init; } = 1;

    /// <summary>
    /// The requests of one repeat: the same for every target in all but their texts, which targets that share engines
    /// with a prefix cache would find there.
    /// </summary>
    public IEnumerable<PlannedRequest> RequestsOf(int repeat, IBenchTarget target)
    {
        var requests = Workload.Plan(Seed + repeat, TextSeedOf(repeat, target));
        return (Arrivals?.Schedule(requests, Seed + repeat) ?? requests)
            .Select((request, index) => request with { IsMeasured = request.IsMeasured && index >= WarmUpRequests });
    }

    private int TextSeedOf(int repeat, IBenchTarget target)
    {
        var number = 0;
        while (Targets[number] != target)
            number++;
        return Seed + repeat * Targets.Count + number;
    }

    public LoadLoop CreateLoop(TimeProvider time) =>
        Arrivals is null ? new ClosedLoop(Concurrency, time) : new OpenLoop(1, time);
}
