namespace TokenAwareBalancer.Bench.Targets;

/// <summary>A server that somebody else runs.</summary>
internal sealed class UrlTarget : IBenchTarget
{
    private readonly Uri _address;

    /// <param name="name">What the report calls it.</param>
    /// <param name="address">Without <c>/v1</c>.</param>
    public UrlTarget(string name, Uri address)
    {
        Name = name;
        _address = address;
    }

    public string Name { get; }

    public bool RunsInThisProcess => false;

    public Task<TargetSession> StartAsync(int seed, CancellationToken cancellationToken) =>
        Task.FromResult(new TargetSession(_address));
}
