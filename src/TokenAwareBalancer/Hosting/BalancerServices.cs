using System.Diagnostics.Metrics;
using TokenAwareBalancer.Administration;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Forwarding;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Scraping;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Hosting;

/// <summary>Puts the parts of a balancer together.</summary>
internal static class BalancerServices
{
    public static void AddBalancer(this IServiceCollection services, BalancerOptions options)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new AdmissionGate(
            FleetFactory.Create(options, provider.GetRequiredService<CountingSettings>()),
            options.Limits.HeldRequests,
            provider.Time));
        services.AddCounting(options.Counting);
        services.AddForwarding(options);
        services.AddStages(options);

        services.AddSingleton<PortCertificates>();
        services.AddSingleton(new ClientKeys(options.Keys));
        services.AddSingleton(new AdminToken(options.Admin.Token));
        if (options.Cors is { } cors)
            services.AddCors(setup => setup.AddDefaultPolicy(CrossOriginPolicy.Of(cors)));

        services.AddMetrics();
        services.AddSingleton<BalancerMetrics>();
        services.AddSingleton(provider => new PrometheusEndpoint(
            provider.GetRequiredService<IMeterFactory>(), BalancerMetrics.MeterName));
        services.AddDiscovering(options);
        services.AddHealth(options);
        services.AddScraping(options);
        services.AddSingleton<EndpointGuard>();
        services.AddSingleton<AdminEndpoints>();
    }

    private static void AddCounting(this IServiceCollection services, CountingOptions options)
    {
        services.AddSingleton(CountingSetup.Create(options));
        services.AddSingleton(provider => new LongCounts(
            options.HandOverAbove,
            options.Threads ?? Math.Max(1, Environment.ProcessorCount - 1),
            provider.Time));
    }

    private static void AddDiscovering(this IServiceCollection services, BalancerOptions options)
    {
        services.AddSingleton(_ => new EngineClient(options.Timeouts.Connect));
        services.AddSingleton<BackendProbe>();
        services.AddSingleton<ProbeEndpoints>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<ConcurrencyLearner>();
        if (options.LearnConcurrency)
            services.AddHostedService<ConcurrencyWatch>();
    }

    private static void AddHealth(this IServiceCollection services, BalancerOptions options)
    {
        services.AddSingleton<WallClock>();
        services.AddSingleton<HealthJournal>();
        var settings = options.Backends.ToDictionary(
            backend => backend.Name, backend => ProbeSettings.Of(options.Health, backend.Health));
        services.AddSingleton<Func<Backend, ProbeSettings>>(backend => settings[backend.Name]);
        services.AddHostedService<HealthProber>();
    }

    private static void AddScraping(this IServiceCollection services, BalancerOptions options)
    {
        var settings = options.Backends.ToDictionary(
            backend => backend.Name, backend => ScrapeSettings.Of(options.Scraping, backend.Scraping));
        // Its own client: the answers' limit is an option here.
        services.AddHostedService(provider => new ScrapeWatch(
            provider.Gate,
            new EngineClient(options.Timeouts.Connect, Timeout.InfiniteTimeSpan),
            backend => settings[backend.Name],
            provider.Time,
            provider.GetRequiredService<ILoggerFactory>()));
    }

    private static void AddForwarding(this IServiceCollection services, BalancerOptions options)
    {
        services.AddHttpForwarder();
        services.AddSingleton(_ => new BackendConnections(options.Timeouts.Connect));
        services.AddSingleton<IBackendTransport, YarpTransport>();
        services.AddSingleton(new ForwardingOptions(
            options.ForwardClientAuthorization, options.RequestUsage, options.Cors is not null));
        services.AddSingleton(provider => new FailoverRules(
            provider.Gate,
            new RetryBudget(options.Failover.BudgetShare, options.Failover.ReservePerSecond),
            options.Failover.Sends,
            provider.Time));
        services.AddSingleton(new TimeoutRules(options.Timeouts, options.Models));
        services.AddSingleton(provider => new ShutdownDrain(
            provider.GetRequiredService<IHostApplicationLifetime>(), options.Timeouts.Shutdown, provider.Time));
    }

    private static void AddStages(this IServiceCollection services, BalancerOptions options)
    {
        services.AddSingleton(new ReceivingLimits(
            new RequestPlaces(Math.Min(options.Limits.Requests, DescriptorLimit.MaxConnections() ?? long.MaxValue)),
            new BodyMemory(MemoryLimit.OfBodies(options.Limits)),
            options.Limits.Body,
            options.Timeouts.Total));
        services.AddSingleton<ReceivingStage>();
        services.AddSingleton(provider => new UnderstandingStage(
            provider.Gate, options.Limits.JsonDepth, provider.GetRequiredService<TimeoutRules>(),
            provider.GetRequiredService<LongCounts>(), provider.GetRequiredService<BalancerMetrics>()));
        services.AddSingleton(provider => new AdmittingStage(
            provider.Gate, options.Timeouts.Hold, provider.Time,
            provider.GetRequiredService<ShutdownDrain>()));
        services.AddSingleton<ForwardingStage>();
        services.AddSingleton<ObservingStage>();
        services.AddSingleton<RequestPipeline>();
    }

    extension(IServiceProvider provider)
    {
        private TimeProvider Time => provider.GetRequiredService<TimeProvider>();

        private AdmissionGate Gate => provider.GetRequiredService<AdmissionGate>();
    }
}
