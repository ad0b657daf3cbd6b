using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TokenAwareBalancer.Administration;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Connecting;
using TokenAwareBalancer.Discovering;
using TokenAwareBalancer.Discovering.Engines;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Forwarding;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Observing;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Persisting;
using TokenAwareBalancer.Prefixes;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Reloading;
using TokenAwareBalancer.Scraping;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Hosting;

/// <summary>Puts the parts of a balancer together.</summary>
internal static class BalancerServices
{
    public static void AddBalancer(
        this IServiceCollection services, BalancerOptions options, ConfigurationSource? source)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddReloading(options, source);
        services.AddSingleton(provider => new AdmissionGate(
            FleetFactory.Create(
                options,
                provider.GetRequiredService<KnownNames>(),
                counting: provider.GetRequiredService<CountingSettings>()),
            options.Limits.HeldRequests,
            provider.Time,
            new PrefixSettings
            {
                MemoryBytes = options.PrefixCache.Memory,
                CapacityTokens = options.PrefixCache.CapacityTokens,
            })
        { GuardsKv = options.KvGuard });
        services.AddCounting(options.Counting);
        services.AddForwarding(options);
        services.AddStages();

        services.AddSingleton<PortCertificates>();
        services.AddCors();
        services.AddSingleton<ICorsPolicyProvider, CrossOriginInForce>();

        services.AddMetrics();
        services.AddSingleton<BalancerMetrics>();
        services.AddSingleton(provider => new PrometheusEndpoint(
            provider.GetRequiredService<IMeterFactory>(), BalancerMetrics.MeterName));
        services.AddDiscovering();
        services.AddHealth();
        services.AddScraping();
        services.AddPersisting(options.Learning);
        services.AddSingleton<EndpointGuard>();
        services.AddSingleton<NameReport>();
        services.AddSingleton<FleetReport>();
        services.AddSingleton<AdminEndpoints>();
    }

    private static void AddReloading(
        this IServiceCollection services, BalancerOptions options, ConfigurationSource? source)
    {
        services.AddSingleton(provider => new ConfigurationInForce(
            new RunningConfiguration(options, generation: 1, provider.Time.GetUtcNow())));
        services.AddSingleton(new RetryBudget(options.Failover.BudgetShare, options.Failover.ReservePerSecond));
        services.AddSingleton(ReceivingLimits.Of(options.Limits));
        services.AddSingleton<ConfigurationSwap>();
        services.AddSingleton(provider => new ConfigurationReloader(
            provider.GetRequiredService<ConfigurationSwap>(),
            provider.Configuration,
            provider.GetRequiredService<NameDiscovery>(),
            provider.Time,
            provider.GetRequiredService<ILoggerFactory>(),
            source));
        services.AddSingleton<ConfigurationActions>();
        services.AddHostedService<ConfigurationWatch>();
        services.AddHostedService<ReloadSignal>();
    }

    private static void AddCounting(this IServiceCollection services, CountingOptions options)
    {
        services.AddSingleton(CountingSetup.Create(options));
        services.AddSingleton(provider => new LongCounts(
            options.HandOverAbove,
            options.Threads ?? Math.Max(1, Environment.ProcessorCount - 1),
            provider.Time));
    }

    private static void AddDiscovering(this IServiceCollection services)
    {
        services.AddSingleton(provider => new EngineClient(provider.GetRequiredService<BackendConnections>()));
        services.AddSingleton<BackendProbe>();
        services.AddSingleton<ProbeEndpoints>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<ConcurrencyLearner>();
        services.AddSingleton<LoadedModelsLearner>();
        services.AddHostedService<ConcurrencyWatch>();
        services.TryAddSingleton<INameLookup, NameLookup>();
        services.AddSingleton<KnownNames>();
        services.AddSingleton<NameDiscovery>();
        services.AddHostedService<NameWatch>();
    }

    private static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<WallClock>();
        services.AddSingleton<HealthJournal>();
        services.AddSingleton<Func<Backend, ProbeSettings>>(
            provider => backend => provider.Configuration.Current.ProbesOf(backend));
        services.AddHostedService<HealthProber>();
    }

    private static void AddScraping(this IServiceCollection services)
    {
        // Its own client: the answers' limit is an option here.
        services.AddHostedService(provider => new ScrapeWatch(
            provider.Gate,
            new EngineClient(provider.GetRequiredService<BackendConnections>(), Timeout.InfiniteTimeSpan),
            backend => provider.Configuration.Current.ScrapesOf(backend),
            provider.Time,
            provider.GetRequiredService<ILoggerFactory>()));
    }

    private static void AddPersisting(this IServiceCollection services, LearningOptions options)
    {
        services.AddSingleton<ILearnedSection, ModelSection>();
        services.AddSingleton<ILearnedSection, SpeedSection>();
        services.AddSingleton(provider => new LearningStore(
            options.File,
            provider.GetServices<ILearnedSection>(),
            provider.Time,
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => new LearningWatch(
            provider.GetRequiredService<LearningStore>(), options.Interval, provider.Time));
    }

    private static void AddForwarding(this IServiceCollection services, BalancerOptions options)
    {
        services.AddHttpForwarder();
        services.AddSingleton(provider => new BackendConnections(
            options.Timeouts.Connect, provider.Time, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IBackendTransport, YarpTransport>();
        services.AddSingleton<FailoverRules>();
        services.AddSingleton(provider => new ShutdownDrain(
            provider.GetRequiredService<IHostApplicationLifetime>(),
            () => provider.Configuration.Current.Options.Timeouts.Shutdown,
            provider.Time));
    }

    private static void AddStages(this IServiceCollection services)
    {
        services.AddSingleton<ReceivingStage>();
        services.AddSingleton<UnderstandingStage>();
        services.AddSingleton<AdmittingStage>();
        services.AddSingleton<ForwardingStage>();
        services.AddSingleton<ObservingStage>();
        services.AddSingleton<RequestPipeline>();
    }

    extension(IServiceProvider provider)
    {
        private TimeProvider Time => provider.GetRequiredService<TimeProvider>();

        private ConfigurationInForce Configuration => provider.GetRequiredService<ConfigurationInForce>();

        private AdmissionGate Gate => provider.GetRequiredService<AdmissionGate>();
    }
}
