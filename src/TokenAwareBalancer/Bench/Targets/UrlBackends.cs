using System.Globalization;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Bench.Targets;

/// <summary>Servers that somebody else runs: shared by all policies, one after the other.</summary>
internal sealed class UrlBackends : IBackendSource
{
    private readonly IReadOnlyList<BackendOptions> _options;

    /// <param name="addresses">Without <c>/v1</c>.</param>
    /// <param name="apiKey">What they want to see; null sends none.</param>
    public UrlBackends(IReadOnlyList<Uri> addresses, string? apiKey) => _options =
    [
        .. addresses.Select((address, index) => new BackendOptions
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"backend-{index + 1}"),
            Url = address,
            ApiKey = apiKey,
        }),
    ];

    public string Description =>
        $"{_options.Count} backends: {string.Join(", ", _options.Select(static one => one.Url.Authority))}";

    public IReadOnlyDictionary<string, ModelOptions> Models { get; } = new Dictionary<string, ModelOptions>();

    public Task<RunningBackends> StartAsync(int seed, CancellationToken cancellationToken) =>
        Task.FromResult(new RunningBackends(_options, []));
}
