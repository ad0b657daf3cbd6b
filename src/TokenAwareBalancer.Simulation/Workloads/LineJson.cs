using System.Text.Json;

namespace TokenAwareBalancer.Workloads;

/// <summary>Reads lines that are JSON.</summary>
internal static class LineJson
{
    /// <param name="line">One JSON value.</param>
    /// <param name="example">What the line might be, for the error.</param>
    /// <param name="read">Reads the value, which lives no longer than the call.</param>
    /// <exception cref="FormatException">The line is not JSON, or its strings are not Unicode.</exception>
    public static T Read<T>(string line, string example, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException(
                $"not JSON at byte {exception.BytePositionInLine}; expected {example}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // What the reader throws for "\ud800" when the text is asked for.
            throw new FormatException("a string holds half of a surrogate pair; expected Unicode text", exception);
        }
    }
}
