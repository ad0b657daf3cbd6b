using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Fuzzing;

/// <summary>What must be true of every request that comes to a backend, whatever came from the client.</summary>
internal static partial class ForwardedRequest
{
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? FindFault(ReceivedRequest request)
    {
        if (!RequestLine().IsMatch(request.Lines[0]))
            return $"request line: {request.Lines[0]}";
        if (request.Lines.Skip(1).FirstOrDefault(line => !HeaderLine().IsMatch(line)) is { } bad)
            return $"header line: {bad}";
        if (FramingFault(request) is { } framing)
            return framing;
        return RandomRequests.Paths.Contains(request.Target) && request.Method == "POST" ? BodyFault(request) : null;
    }

    private static string? FramingFault(ReceivedRequest request)
    {
        var names = request.HeaderNames.Select(name => name.ToLowerInvariant()).ToArray();
        if (names.Count(name => name == "host") != 1)
            return "not one Host";
        if (names.Count(name => name is "content-length" or "transfer-encoding") > 1)
            return "more than one framing";
        if (names.Intersect(["te", "keep-alive", "proxy-connection", "trailer", "http2-settings"]).FirstOrDefault() is { } hop)
            return $"a header for one connection only: {hop}";
        var length = request.Header("Content-Length");
        return length is null || long.Parse(length, CultureInfo.InvariantCulture) == request.Body.Length
            ? null
            : $"a length of {length} for {request.Body.Length} bytes";
    }

    private static string? BodyFault(ReceivedRequest request)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body, new JsonDocumentOptions { MaxDepth = 64 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? null : "a body that is no object";
        }
        catch (JsonException exception)
        {
            return $"a body that is no JSON: {exception.Message}";
        }
    }

    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+ /(v1|v2|rerank)[!-~]* HTTP/1\.1$")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*$")]
    private static partial Regex HeaderLine();
}
