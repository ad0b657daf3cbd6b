using System.Text.Encodings.Web;
using System.Text.Json;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>How results are written as JSON: camel case, times in seconds, null for what is no number.</summary>
internal static class ResultJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // Conditions have a < in them, and nobody puts this into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new NumberOrNullConverter() },
    };

    public static string Write<T>(T result) => JsonSerializer.Serialize(result, Options);

    public static object? Describe(LatencySummary? latency) => latency is null ? null : new
    {
        Mean = latency.AverageSeconds,
        P50 = latency.P50Seconds,
        P90 = latency.P90Seconds,
        P99 = latency.P99Seconds,
    };

    /// <summary>Null when the run is too short to tell.</summary>
    public static bool? Growth(bool isGrowing, bool isTooShort) => !isGrowing && isTooShort ? null : isGrowing;
}
