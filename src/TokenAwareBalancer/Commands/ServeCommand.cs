using System.CommandLine;
using System.Net.Sockets;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Starting;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer serve</c>: the balancer itself, until it is asked to stop.</summary>
internal static class ServeCommand
{
    internal static Command Create() => Create(EngineSearch.OfThisMachine);

    internal static Command Create(EngineSearch search)
    {
        var configuration = new ConfigurationArguments();
        var command = new Command(
            "serve", "Balance requests over the backends of a configuration file, or over the engines found.");
        configuration.AddTo(command);
        command.SetAction((arguments, cancellationToken) =>
            RunAsync(configuration, search, arguments, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ConfigurationArguments configuration,
        EngineSearch search,
        ParseResult arguments,
        CancellationToken cancellationToken)
    {
        try
        {
            var source = configuration.IsWithoutFile(arguments) ? null : configuration.Source(arguments);
            return await LoadAsync(configuration, source, search, arguments, cancellationToken) is { } options
                ? await ServeAsync(options, source, arguments.InvocationConfiguration, cancellationToken)
                : ExitCode.WrongInput;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped while starting: that is what was asked for.
            return ExitCode.Ok;
        }
    }

    /// <returns>Null when there are none, which has been said.</returns>
    private static async Task<BalancerOptions?> LoadAsync(
        ConfigurationArguments configuration,
        ConfigurationSource? source,
        EngineSearch search,
        ParseResult arguments,
        CancellationToken cancellationToken)
    {
        var console = arguments.InvocationConfiguration;
        var result = source is null
            ? await FilelessStart.LoadAsync(
                search, configuration.Overrides(arguments), console.Output, console.Error, cancellationToken)
            : source.Load();
        if (result is { Options: null })
            ConfigurationReport.WriteErrors(result.Errors, console.Error);
        else if (search.IsListSet && source is not null)
            await console.Output.WriteLineAsync($"{BackendList.Variable} is set and not used: "
                + $"{source.File} says which backends there are.");
        return result?.Options;
    }

    private static async Task<int> ServeAsync(
        BalancerOptions options,
        ConfigurationSource? source,
        InvocationConfiguration console,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var host = await BalancerHost.StartAsync(
                options, source: source, cancellationToken: cancellationToken);
            await AnnounceAsync(host, options, console.Output);
            await cancellationToken.UntilCanceledAsync();
            await console.Output.WriteLineAsync(
                $"Stopping: {host.Gate.LeasesOpened - host.Gate.LeasesSettled} answers have "
                + $"{host.ShutdownLimit.TotalSeconds} s to finish; a second signal ends at once.");
            await host.StopAsync();
            return ExitCode.Ok;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await console.Error.WriteLineAsync($"Cannot listen (listen, admin.listen): {exception.Message}");
            return ExitCode.Failure;
        }
    }

    private static async Task AnnounceAsync(BalancerHost host, BalancerOptions options, TextWriter output)
    {
        await output.WriteLineAsync($"Balancing over {Count(options.Backends)} by {options.Policy}.");
        await output.WriteLineAsync($"  clients    {Join(host.DataAddresses, "v1")}");
        if (host.AdminAddresses.Count > 0)
            await output.WriteLineAsync($"  operators  {Join(host.AdminAddresses, "metrics")}");
        if (OpenPorts.Warning(options) is { } warning)
            await output.WriteLineAsync($"WARNING: {warning}");
        if (InsecureBackends.Warning(options) is { } insecure)
            await output.WriteLineAsync($"WARNING: {insecure}");
    }

    private static string Count(IReadOnlyCollection<BackendOptions> backends) =>
        backends.Count == 1 ? "1 backend" : $"{backends.Count} backends";

    private static string Join(IEnumerable<Uri> addresses, string path) =>
        string.Join("  ", addresses.Select(address => new Uri(address, path)));
}
