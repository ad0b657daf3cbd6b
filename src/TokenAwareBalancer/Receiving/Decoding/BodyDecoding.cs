using System.Globalization;
using TokenAwareBalancer.Failures;

namespace TokenAwareBalancer.Receiving.Decoding;

/// <summary>Decodes a compressed body beside the one that came, so that it can be read, counted and edited.</summary>
/// <remarks>
/// A body may not become larger than <c>limits.body</c>, nor than <see cref="MostGrowth"/> times its size: a kilobyte
/// can be made to unfold to a gigabyte, and JSON of real conversations is compressed to a fifth, with pages of repeated
/// tool output to a thirtieth. Up to <see cref="AlwaysAllowedBytes"/> it may be as repetitive as it likes, because that
/// costs nobody anything. Decoding stops at the bound: neither memory nor time goes beyond it.
/// </remarks>
internal static class BodyDecoding
{
    public const int MostGrowth = 100;

    public const int AlwaysAllowedBytes = 1 << 20;

    /// <returns>Null when <see cref="Exchange.Content"/> is what the client meant.</returns>
    public static Failure? Decode(Exchange exchange, ContentCoding coding, CancellationToken cancellationToken)
    {
        var limitBytes = Math.Min(
            exchange.Rules.BodyBytes, Math.Max(AlwaysAllowedBytes, (long)MostGrowth * exchange.Body.Length));
        try
        {
            return exchange.Decode(coding, limitBytes, cancellationToken) switch
            {
                BodyEnd.TooLarge => Inflated(exchange, coding, limitBytes),
                BodyEnd.NoMemory => ReceivingStage.Overloaded(),
                _ => null,
            };
        }
        catch (InvalidDataException exception)
        {
            return new Failure(RequestFailure.InvalidRequest,
                $"The request's body cannot be decoded as {coding.Name}: {exception.Message}.");
        }
    }

    public static Failure Unsupported(HttpRequest request) => new(RequestFailure.UnsupportedEncoding,
        $"A body with Content-Encoding '{Shorten(request.Headers.ContentEncoding.ToString())}' cannot be read. Send it "
        + $"uncompressed, or by one of {ContentCoding.Accepted}.");

    private static Failure Inflated(Exchange exchange, ContentCoding coding, long limitBytes) =>
        new(RequestFailure.BodyInflated, string.Create(CultureInfo.InvariantCulture,
            $"The request's body of {exchange.Body.Length} bytes becomes larger than {limitBytes} bytes when it is "
            + $"decoded as {coding.Name}. A decoded body may have {exchange.Rules.BodyBytes} bytes (limits.body), and "
            + $"{MostGrowth} times the size that it is sent in, or {AlwaysAllowedBytes} bytes where that is more."));

    private static string Shorten(string text) => text.Length <= 100 ? text : $"{text.AsSpan(0, 100)}…";
}
