namespace TokenAwareBalancer.Load;

/// <summary>How a load client sends.</summary>
internal sealed record ClientOptions
{
    /// <summary>Sent as a bearer token, and to <c>/v1/messages</c> as <c>x-api-key</c>; null sends none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Sent with every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>From sending a request until the end of its answer.</summary>
    public TimeSpan Timeout { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>Opens a connection for each request, for servers that close those they said they would keep.</summary>
    public bool UsesFreshConnections { get; init; }

    /// <summary>Without the key.</summary>
    public override string ToString() => $"{Headers.Count} headers, timeout {Timeout}";
}
