using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Load;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Demo.Scenarios;

/// <summary>One workload on one kind of fleet.</summary>
internal sealed record DemoScenario
{
    /// <summary>What results in JSON are found by.</summary>
    public required string Name { get; init; }

    /// <summary>What the tables are headed by.</summary>
    public required string Title { get; init; }

    /// <summary>What each engine is, but for its speed and seed.</summary>
    public required Func<EngineOptions> Engine { get; init; }

    public required int Engines { get; init; }

    /// <summary>Modelled times are divided by this while it runs; results are told as if they were not.</summary>
    public required double Speed { get; init; }

    /// <summary>Whether answers come token by token, and the first one is worth a table.</summary>
    public required bool IsStreaming { get; init; }

    /// <summary>Clients of a closed loop; null is an open loop.</summary>
    public int? Clients { get; init; }

    /// <summary>The requests, by seed: the same for every policy.</summary>
    public required Func<int, IReadOnlyList<PlannedRequest>> Plan { get; init; }

    /// <summary>How many seeds it gets for each one asked for: a cheap scenario can afford more.</summary>
    public int SeedMultiple { get; init; } = 1;

    /// <summary>What the article behind this workload reported; null for one of our own.</summary>
    public ReportedGain? Reported { get; init; }

    /// <summary>The seeds that stand for one that was asked for.</summary>
    public IEnumerable<int> SeedsFor(int asked) => Enumerable.Range((asked - 1) * SeedMultiple + 1, SeedMultiple);

    public LoadLoop CreateLoop(TimeProvider time) =>
        Clients is { } clients ? new ClosedLoop(clients, time) : new OpenLoop(Speed, time);

    /// <summary>The engines of one cell; those of another policy under the same seed are the same.</summary>
    public IEnumerable<EngineOptions> CreateEngines(int seed)
    {
        for (var index = 0; index < Engines; index++)
        {
            var engine = Engine();
            (engine.Speed, engine.Seed) = (Speed, seed * Engines + index);
            yield return engine;
        }
    }
}
