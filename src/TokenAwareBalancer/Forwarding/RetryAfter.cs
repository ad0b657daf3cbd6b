using System.Globalization;

namespace TokenAwareBalancer.Forwarding;

/// <summary>Reads when a backend wants to be asked again.</summary>
internal static class RetryAfter
{
    /// <returns>Seconds from now, not negative; null when it does not say.</returns>
    public static double? ReadSeconds(HttpResponseMessage response, TimeProvider time)
    {
        if (ReadMilliseconds(response) is { } milliseconds)
            return Math.Max(0, milliseconds / 1000);
        if (response.Headers.RetryAfter is not { } retryAfter)
            return null;
        var wait = retryAfter.Delta ?? retryAfter.Date - time.GetUtcNow();
        return Math.Max(0, wait?.TotalSeconds ?? 0);
    }

    // OpenAI's finer form of the same.
    private static double? ReadMilliseconds(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("retry-after-ms", out var values)
        && double.TryParse(
            values.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds)
        && double.IsFinite(milliseconds)
            ? milliseconds
            : null;
}
