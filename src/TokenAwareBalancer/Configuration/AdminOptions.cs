using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>The port for operators, apart from the clients' so that it can be closed to them.</summary>
internal sealed class AdminOptions
{
    /// <summary>Empty for no admin port.</summary>
    [ListenOn("Where operators and Prometheus connect; an empty list closes the port."), OneOrMany]
    public IReadOnlyList<ListenAddress> Listen { get; set; } = [ListenAddress.Parse("127.0.0.1:8701", out _)!.Value];
}
