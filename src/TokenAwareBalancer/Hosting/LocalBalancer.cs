using System.Globalization;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

/// <summary>How a balancer is configured that runs within another command, for that command alone.</summary>
internal static class LocalBalancer
{
    /// <param name="policy">How it chooses.</param>
    /// <param name="backends">What it balances over.</param>
    /// <param name="models">What is particular to models.</param>
    /// <param name="port">The clients' port; 0 takes a free one.</param>
    /// <param name="adminPort">The operators' port; 0 takes a free one, null has none.</param>
    public static BalancerOptions Configure(
        string policy,
        IReadOnlyList<BackendOptions> backends,
        IReadOnlyDictionary<string, ModelOptions> models,
        int port = 0,
        int? adminPort = null) => new()
        {
            Listen = [Loopback(port)],
            Admin = new() { Listen = adminPort is { } admin ? [Loopback(admin)] : [] },
            Policy = policy,
            Backends = backends,
            Models = models,
        };

    /// <summary>The command's output is not the place for a balancer's log.</summary>
    public static void Silence(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.None);

    private static ListenAddress Loopback(int port) =>
        ListenAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), out _)!.Value;
}
