using System.Text.Encodings.Web;
using System.Text.Json;

namespace TokenAwareBalancer.Counting;

/// <summary>The result as JSON, described in <c>docs/count.md</c>; all times are seconds.</summary>
internal static class CountJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // It goes to a terminal or a file, never into a page: names stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(CountResult result) => JsonSerializer.Serialize(
        new
        {
            result.Tokens,
            Bytes = result.TextBytes,
            result.BytesPerToken,
            result.FormatTokens,
            result.IsExact,
            CountingSeconds = result.CountingTime.TotalSeconds,
            LoadingSeconds = result.LoadingTime.TotalSeconds,
            Inputs = result.Counts.Select(Describe),
            result.Skipped,
            result.Errors,
        },
        Options);

    private static object Describe(InputCount count) => new
    {
        count.Name,
        count.Tokens,
        Bytes = count.TextBytes,
        count.BytesPerToken,
        count.FormatTokens,
        count.IsExact,
        Api = count.Surface is { } surface ? RequestRecognizer.PathOf(surface) : null,
        count.Refusal,
        count.Model,
        Tokenizer = count.Tokenizer.Counter?.Name,
        TokenizerReason = count.Tokenizer.Reason,
        EstimatedBytesPerToken = count.Tokenizer.Counter is null ? TextCounter.EstimatedBytesPerToken : (double?)null,
        Seconds = count.Elapsed.TotalSeconds,
    };
}
