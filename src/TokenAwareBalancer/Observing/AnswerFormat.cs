namespace TokenAwareBalancer.Observing;

/// <summary>What an answer's body is, as far as it can be watched.</summary>
internal enum AnswerFormat
{
    /// <summary>Server-sent events.</summary>
    EventStream,

    /// <summary>One JSON value.</summary>
    Json,

    /// <summary>Anything else, and whatever is compressed: it passes unseen.</summary>
    Opaque,
}

/// <summary>Tells an answer's format from its headers.</summary>
internal static class AnswerFormats
{
    public static AnswerFormat Of(ReadOnlySpan<char> contentType, ReadOnlySpan<char> contentEncoding)
    {
        if (IsEncoded(contentEncoding.Trim()))
            return AnswerFormat.Opaque;

        var parameters = contentType.IndexOf(';');
        var mediaType = (parameters < 0 ? contentType : contentType[..parameters]).Trim();
        if (mediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
            return AnswerFormat.EventStream;
        return IsJson(mediaType) ? AnswerFormat.Json : AnswerFormat.Opaque;
    }

    private static bool IsEncoded(ReadOnlySpan<char> contentEncoding) =>
        !contentEncoding.IsEmpty && !contentEncoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(ReadOnlySpan<char> mediaType) =>
        mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase) ||
        (mediaType.StartsWith("application/", StringComparison.OrdinalIgnoreCase) &&
         mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
