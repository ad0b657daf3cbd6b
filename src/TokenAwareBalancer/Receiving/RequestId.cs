namespace TokenAwareBalancer.Receiving;

/// <summary>The name under which a request is found again: the client's own, or a new one.</summary>
internal static class RequestId
{
    /// <summary>Longer ones are refused as a name: they go into every log line.</summary>
    private const int MaxLength = 128;

    public static string Of(HttpRequest request)
    {
        var given = request.Headers[BalancerHeaders.RequestId];
        return given.Count == 1 && given[0] is { } id && IsUsable(id) ? id : $"req-{Guid.CreateVersion7():N}";
    }

    private static bool IsUsable(string id) =>
        id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
}
