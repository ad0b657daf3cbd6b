using System.Globalization;

namespace TokenAwareBalancer.Streams;

/// <summary>What the balancer says of itself on its operators' port.</summary>
/// <param name="RequestsInProgress">Requests that are here.</param>
/// <param name="BufferedBytes">Memory that their bodies take.</param>
/// <param name="OpenLeases">Leases not settled.</param>
internal sealed record BalancerGauges(long RequestsInProgress, long BufferedBytes, long OpenLeases)
{
    public static async Task<BalancerGauges> ReadAsync(Uri metrics)
    {
        using var http = new HttpClient();
        var lines = (await http.GetStringAsync(metrics)).Split('\n');
        return new BalancerGauges(
            Value(lines, "balancer_requests_in_progress "),
            Value(lines, "balancer_buffered_bytes "),
            Value(lines, "balancer_leases_open "));
    }

    private static long Value(string[] lines, string name)
    {
        var line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }
}
