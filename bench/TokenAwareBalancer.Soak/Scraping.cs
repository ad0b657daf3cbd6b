using System.Globalization;

namespace TokenAwareBalancer.Soak;

/// <summary>Reads the balancer's metrics, on a connection that is closed behind it.</summary>
internal static class Scraping
{
    public static async Task<string> ReadAsync(Uri admin)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await http.GetStringAsync(new Uri(admin, "/metrics"));
    }

    /// <summary>The sum of a metric's series; 0 when there is none.</summary>
    public static double Sum(string page, string name, string label = "") => page.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal)
            && line[name.Length] is ' ' or '{'
            && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
