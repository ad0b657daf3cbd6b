using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using TokenAwareBalancer.Administration;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Certificates;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Connecting;
using TokenAwareBalancer.Discovering;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Persisting;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Reloading;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Hosting;

/// <summary>A running balancer: its two ports, until it is stopped.</summary>
internal sealed class BalancerHost : IAsyncDisposable
{
    /// <summary>What the server gets on top of the time for running answers, to close its connections.</summary>
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;

    private BalancerHost(WebApplication application, int dataAddresses)
    {
        _application = application;
        var addresses = application.Services.GetRequiredService<IServer>().Features
            .GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address)).ToArray();
        DataAddresses = addresses[..dataAddresses];
        AdminAddresses = addresses[dataAddresses..];
    }

    /// <summary>Where clients connect, with the ports that the system chose where 0 was configured.</summary>
    public IReadOnlyList<Uri> DataAddresses { get; }

    /// <summary>Where operators connect; empty when the port is closed.</summary>
    public IReadOnlyList<Uri> AdminAddresses { get; }

    /// <summary>What may be taken in, and how much of it is.</summary>
    public ReceivingLimits Receiving => _application.Services.GetRequiredService<ReceivingLimits>();

    public AdmissionGate Gate => _application.Services.GetRequiredService<AdmissionGate>();

    /// <summary>Opens the ports and serves.</summary>
    /// <param name="options">Valid options.</param>
    /// <param name="configureLogging">Replaces the configured log, for a host inside another program.</param>
    /// <param name="source">What the options came from, to be read again; null where that is nowhere.</param>
    /// <param name="lookup">Asks DNS; null asks the real one.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">A port cannot be opened.</exception>
    public static async Task<BalancerHost> StartAsync(
        BalancerOptions options,
        Action<ILoggingBuilder>? configureLogging = null,
        ConfigurationSource? source = null,
        INameLookup? lookup = null,
        CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "balancer" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server => KestrelSetup.Configure(server, options));
        (configureLogging ?? (logging => LogSetup.Configure(logging, options.Logging)))(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, HeadlessLifetime>();
        if (lookup is not null)
            builder.Services.AddSingleton(lookup);
        builder.Services.AddBalancer(options, source);

        var application = builder.Build();
        // Before there is a fleet, and before a port is open: the first request shall find the backends there.
        await application.Services.GetRequiredService<NameDiscovery>().PrepareAsync(options, cancellationToken);
        application.Services.GetRequiredService<BackendConnections>()
            .Follow(application.Services.GetRequiredService<AdmissionGate>());
        application.Services.GetRequiredService<HealthJournal>()
            .Follow(application.Services.GetRequiredService<AdmissionGate>());
        application.Services.GetRequiredService<BalancerMetrics>()
            .ObserveFleet(() => FleetReading.Of(application.Services.GetRequiredService<AdmissionGate>()));
        application.Services.GetRequiredService<BalancerMetrics>()
            .ObserveCertificates(application.Services.GetRequiredService<PortCertificates>().Read);
        application.Services.GetRequiredService<BalancerMetrics>()
            .ObserveReceiving(application.Services.GetRequiredService<ReceivingLimits>());
        application.Services.GetRequiredService<BalancerMetrics>()
            .ObserveConfiguration(() => application.Services.GetRequiredService<ConfigurationReloader>().Reading);
        application.Services.GetRequiredService<BalancerMetrics>().ObserveCounting(new CountingReading(
            application.Services.GetRequiredService<CountingSettings>().Cache,
            application.Services.GetRequiredService<LongCounts>(),
            () => application.Services.GetRequiredService<AdmissionGate>().Fleet.Models));
        application.Services.GetRequiredService<BalancerMetrics>()
            .ObserveNames(application.Services.GetRequiredService<NameReport>().Read);
        application.Services.GetRequiredService<LearningStore>().Load();
        application.UseWhen(CrossOriginInForce.AppliesTo, static clients => clients.UseCors());
        MapPorts(application);
        try
        {
            await application.StartAsync(cancellationToken);
            OpenPorts.LogWarning(options, options, application.Services.GetRequiredService<ILoggerFactory>());
            InsecureBackends.LogWarning(options, application.Services.GetRequiredService<ILoggerFactory>());
            return new BalancerHost(application, options.Listen.Sum(port => port.Address.IsLocalhost ? 2 : 1));
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the configuration again.</summary>
    public ConfigurationReloader Reloader => _application.Services.GetRequiredService<ConfigurationReloader>();

    /// <summary>Looks up the names of other options before they are put in force.</summary>
    public NameDiscovery Names => _application.Services.GetRequiredService<NameDiscovery>();

    /// <summary>Puts other options in force, for a host inside another program.</summary>
    public ConfigurationSwap Configuration => _application.Services.GetRequiredService<ConfigurationSwap>();

    /// <summary>How long answers may take once it is stopped, as it is configured now.</summary>
    public TimeSpan ShutdownLimit =>
        _application.Services.GetRequiredService<ConfigurationInForce>().Current.Options.Timeouts.Shutdown;

    /// <summary>Stops accepting, lets answers finish within their time, ends the rest.</summary>
    public async Task StopAsync()
    {
        // As it is configured now: a reload may have changed it.
        _application.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = ClosingTime
            + _application.Services.GetRequiredService<ConfigurationInForce>().Current.Options.Timeouts.Shutdown;
        await _application.StopAsync(CancellationToken.None);
        // All that was answered is learned by now.
        _application.Services.GetRequiredService<LearningStore>().Save();
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void MapPorts(WebApplication application)
    {
        var admin = application.Services.GetRequiredService<AdminEndpoints>();
        var probes = application.Services.GetRequiredService<ProbeEndpoints>();
        var models = application.Services.GetRequiredService<ModelsEndpoint>();
        var guard = application.Services.GetRequiredService<EndpointGuard>();
        var pipeline = application.Services.GetRequiredService<RequestPipeline>();
        var configuration = application.Services.GetRequiredService<ConfigurationInForce>();
        application.Run(context =>
        {
            var handling = PortRole.IsAdmin(context)
                ? admin.HandleAsync(context)
                // Without a key the list is refused where every other request is; so is a head that is ambiguous.
                : RequestHead.FindFault(context.Request) is not null ? null : probes.TryHandle(context)
                    ?? (configuration.Current.Rules.Keys.Admits(context.Request, out _) ? models.TryHandle(context) : null);
            return handling is null ? pipeline.HandleAsync(context) : guard.RunAsync(context, handling);
        });
    }
}
