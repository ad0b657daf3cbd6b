namespace TokenAwareBalancer.Bench.Targets;

/// <summary>Something that answers requests and can be measured.</summary>
internal interface IBenchTarget
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>It takes processor time of this process, which is then part of the generator's cost.</summary>
    bool RunsInThisProcess { get; }

    /// <summary>Makes it ready for one repeat.</summary>
    /// <param name="seed">Of the repeat: what is drawn by a target is the same for all of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BenchFailedException">It cannot be made ready.</exception>
    Task<TargetSession> StartAsync(int seed, CancellationToken cancellationToken);
}
