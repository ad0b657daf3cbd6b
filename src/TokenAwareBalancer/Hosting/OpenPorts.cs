using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

/// <summary>Warns of ports at which anybody may spend the backends' time.</summary>
internal static partial class OpenPorts
{
    /// <summary>Null when a key is asked for, or only this machine can connect.</summary>
    public static string? Warning(BalancerOptions options) => Warning(options.Listen, options.Keys);

    private static string? Warning(IReadOnlyList<ListenerOptions> ports, IReadOnlyList<ClientKeyOptions> keys)
    {
        var open = ports.Where(port => !port.Address.IsLoopback).Select(port => port.Address.Text).ToArray();
        return open.Length == 0 || keys.Count > 0
            ? null
            : $"Anybody who can reach {string.Join(", ", open)} may send requests: no keys are configured "
                + "(balancer keys new makes one).";
    }

    /// <param name="started">The configuration by which the ports were opened.</param>
    /// <param name="current">The one whose keys are asked for.</param>
    /// <param name="logs">Where it is told.</param>
    public static void LogWarning(BalancerOptions started, BalancerOptions current, ILoggerFactory logs)
    {
        if (Warning(started.Listen, current.Keys) is { } warning)
            Log.Open(logs.CreateLogger("balancer.listen"), warning);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Warning}")]
        public static partial void Open(ILogger logger, string warning);
    }
}
