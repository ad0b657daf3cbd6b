namespace TokenAwareBalancer.Scraping;

/// <summary>Pages of metrics in the formats that engines document.</summary>
internal static class MetricSamples
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Samples", "metrics");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.prom")
        .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".prom"));
}
