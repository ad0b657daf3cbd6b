using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Soak.Backends;

namespace TokenAwareBalancer.Soak;

/// <summary>How the balancer under soak is configured: every wait has an end within seconds, every limit is met.</summary>
internal static class SoakBalancer
{
    public const int BodyLimitBytes = 64 * 1024;

    /// <summary>The most sends of one request.</summary>
    public const int Sends = 3;

    /// <summary>Fewer places than clients, so that there is always a line.</summary>
    private const int PlacesPerBackend = 20;

    public static readonly TimeSpan Total = TimeSpan.FromSeconds(4);

    /// <summary>Longer than a backend may be silent: a client that pauses so long is not its backend's fault.</summary>
    public static readonly TimeSpan LongerThanSilence = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);

    /// <summary>The most connections that the balancer may keep open to its backends while nothing is in flight.</summary>
    public static int MostPooled(int backends) => backends * (PlacesPerBackend + 2);

    public static Task<BalancerHost> StartAsync(
        IEnumerable<ChaosBackend> backends, ConcurrentQueue<string> errors, CancellationToken cancellationToken) =>
        BalancerHost.StartAsync(
            new BalancerOptions
            {
                Listen = [Loopback(HttpVersions.Http1), Loopback(HttpVersions.Http2)],
                Admin = new AdminOptions { Listen = [Loopback(HttpVersions.Http1)] },
                RequestUsage = true,
                Backends = [.. backends.Select(Option)],
                Models = new Dictionary<string, ModelOptions>
                {
                    [SoakRequest.Model] = new() { Tokenizer = "cl100k_base" },
                },
                Timeouts = Timeouts(),
                Health = Health(),
                Failover = new FailoverOptions { Sends = Sends },
                Limits = new LimitOptions { Body = BodyLimitBytes, HeldRequests = 64 },
            },
            logging => logging.SetMinimumLevel(LogLevel.Error).AddProvider(new ErrorLog(errors)),
            cancellationToken: cancellationToken);

    private static ListenerOptions Loopback(HttpVersions versions) => new()
    {
        Address = ListenAddress.Parse("127.0.0.1:0", out _)!.Value,
        Protocols = versions,
    };

    private static BackendOptions Option(ChaosBackend backend) => new()
    {
        Name = backend.Name,
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{backend.Port}/")),
        MaxConcurrency = PlacesPerBackend,
    };

    private static TimeoutOptions Timeouts() => new()
    {
        Connect = TimeSpan.FromSeconds(1),
        FirstToken = Silence,
        BetweenTokens = Silence,
        Total = Total,
        Hold = TimeSpan.FromMilliseconds(700),
        Shutdown = TimeSpan.FromSeconds(5),
    };

    // Backends misbehave all the time: they must come back as fast as they go.
    private static HealthOptions Health() => new()
    {
        Interval = TimeSpan.FromMilliseconds(500),
        Timeout = TimeSpan.FromSeconds(1),
        Window = TimeSpan.FromSeconds(2),
        Failures = 20,
        FailureShare = 0.9,
        FailuresInARow = 6,
        Suspicion = TimeSpan.FromMilliseconds(50),
        Ejection = TimeSpan.FromMilliseconds(100),
        LongestEjection = TimeSpan.FromMilliseconds(400),
        Recovery = TimeSpan.FromMilliseconds(500),
    };
}
