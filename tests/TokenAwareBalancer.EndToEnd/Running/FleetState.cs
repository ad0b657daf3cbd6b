using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TokenAwareBalancer.Running;

/// <summary>What a balancer's admin port says of its backends.</summary>
internal static partial class FleetState
{
    /// <summary>Whether every number of every backend's ledger is exactly zero.</summary>
    public static async Task<bool> IsIdleAsync(Uri operators)
    {
        using var http = new HttpClient();
        var report = await http.GetFromJsonAsync<JsonElement>(
            new Uri(operators, "admin/backends"), TestContext.Current.CancellationToken);
        return report.GetProperty("backends").EnumerateArray().All(backend =>
            backend.GetProperty("inFlight").EnumerateObject().All(part => part.Value.GetInt64() == 0));
    }

    /// <summary>How many tries at backends have ended, by what came of them.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountTriesAsync(Uri operators)
    {
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri(operators, "metrics"), TestContext.Current.CancellationToken);
        return Tries().Matches(page)
            .GroupBy(match => match.Groups["result"].Value, match => int.Parse(match.Groups["count"].ValueSpan))
            .ToDictionary(result => result.Key, result => result.Sum());
    }

    [GeneratedRegex("""^balancer_tries_total\{.*result="(?<result>\w+)".*\} (?<count>\d+)""", RegexOptions.Multiline)]
    private static partial Regex Tries();
}
