using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

/// <summary>Warns of backends that anybody can pose as.</summary>
internal static partial class InsecureBackends
{
    /// <summary>Null when there are none.</summary>
    public static string? Warning(BalancerOptions options)
    {
        var names = options.Backends.Where(backend => backend.Tls is { Insecure: true }).Select(backend => backend.Name)
            .ToArray();
        return names.Length == 0
            ? null
            : $"Anybody on the way to {string.Join(", ", names)} can read and change what is sent there: "
                + "tls.insecure takes any certificate (tls.ca names an authority of your own).";
    }

    public static void LogWarning(BalancerOptions options, ILoggerFactory logs)
    {
        if (Warning(options) is { } warning)
            Log.Insecure(logs.CreateLogger("balancer.tls"), warning);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 14, Level = LogLevel.Warning, Message = "{Warning}")]
        public static partial void Insecure(ILogger logger, string warning);
    }
}
