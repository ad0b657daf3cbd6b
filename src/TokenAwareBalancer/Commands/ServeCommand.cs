using System.CommandLine;
using System.Net.Sockets;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer serve</c>: the balancer itself, until it is asked to stop.</summary>
internal static class ServeCommand
{
    internal static Command Create()
    {
        var configuration = new ConfigurationArguments();
        var command = new Command("serve", "Balance requests over the backends of a configuration file.");
        configuration.AddTo(command);
        command.SetAction((arguments, cancellationToken) => RunAsync(configuration, arguments, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ConfigurationArguments configuration, ParseResult arguments, CancellationToken cancellationToken)
    {
        var console = arguments.InvocationConfiguration;
        var result = configuration.Load(arguments);
        if (result.Options is null)
        {
            ConfigurationReport.WriteErrors(result.Errors, console.Error);
            return ExitCode.WrongInput;
        }

        try
        {
            await using var host = await BalancerHost.StartAsync(result.Options, cancellationToken: cancellationToken);
            await AnnounceAsync(host, result.Options, console.Output);
            await cancellationToken.UntilCanceledAsync();
            await console.Output.WriteLineAsync(
                $"Stopping: {host.Gate.LeasesOpened - host.Gate.LeasesSettled} answers have "
                + $"{result.Options.Timeouts.Shutdown.TotalSeconds} s to finish; a second signal ends at once.");
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
        await output.WriteLineAsync($"Balancing over {options.Backends.Count} backends by {options.Policy}.");
        await output.WriteLineAsync($"  clients    {Join(host.DataAddresses, "v1")}");
        if (host.AdminAddresses.Count > 0)
            await output.WriteLineAsync($"  operators  {Join(host.AdminAddresses, "metrics")}");
    }

    private static string Join(IEnumerable<Uri> addresses, string path) =>
        string.Join("  ", addresses.Select(address => new Uri(address, path)));
}
