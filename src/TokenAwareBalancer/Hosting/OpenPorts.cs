using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

/// <summary>Warns of ports at which anybody may spend the backends' time.</summary>
internal static partial class OpenPorts
{
    /// <summary>Null when a key is asked for, or only this machine can connect.</summary>
    public static string? Warning(BalancerOptions options)
    {
        var open = options.Listen.Where(port => !port.Address.IsLoopback).Select(port => port.Address.Text).ToArray();
        return open.Length == 0 || options.Keys.Count > 0
            ? null
            : $"Anybody who can reach {string.Join(", ", open)} may send requests: no keys are configured "
                + "(balancer keys new makes one).";
    }

    public static void LogWarning(BalancerOptions options, ILoggerFactory logs)
    {
        if (Warning(options) is { } warning)
            Log.Open(logs.CreateLogger("balancer.listen"), warning);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Warning}")]
        public static partial void Open(ILogger logger, string warning);
    }
}
