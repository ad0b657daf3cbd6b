using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Counting;

/// <summary>Counts one input: looks what it is, then counts it as that.</summary>
internal sealed class InputCounter(CountPlan plan, TokenizerChooser chooser)
{
    /// <summary>
    /// The largest request: four times what the balancer takes by default. What is larger and begins like one is
    /// many of them in one file, more likely.
    /// </summary>
    public const int LargestRequestBytes = 256 << 20;

    private const int BytesLookedAt = 8192;

    /// <returns>Null for a file that was found, not named, and is no text.</returns>
    /// <exception cref="CountException">It cannot be counted.</exception>
    public InputCount? Count(string name, Stream input, bool isFound, CancellationToken cancellationToken)
    {
        try
        {
            return CountInput(name, input, isFound, cancellationToken);
        }
        catch (UncountableTextException exception)
        {
            throw new CountException($"cannot be counted: {exception.Message}");
        }
    }

    private InputCount? CountInput(string name, Stream input, bool isFound, CancellationToken cancellationToken)
    {
        var start = new byte[BytesLookedAt];
        start = start[..input.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (isFound && TextFault.LooksBinary(start))
            return null;
        if (plan.Request is null && (plan.IsText || !BeginsLikeAnObject(start)))
            return CountText(name, start, input, cancellationToken);

        var (body, isWhole) = ReadUpToLimit(start, input);
        string? refusal = null;
        if (isWhole && CountRequest(name, body, out refusal) is { } count)
            return count;
        return plan.Request is null
            ? CountText(name, body, input, cancellationToken) with { Refusal = refusal }
            : throw new CountException($"has more than {LargestRequestBytes >> 20} MiB: too much for a request");
    }

    private InputCount CountText(string name, byte[] start, Stream rest, CancellationToken cancellationToken)
    {
        var choice = chooser.ForText();
        var (tokens, bytes) = new TextCounter(choice.Counter, WindowBytes(start, rest))
            .Count(start, rest, cancellationToken);
        return new InputCount(name, choice, tokens, bytes) { IsExact = choice.Counter is not null };
    }

    /// <returns>Null for JSON that is to be counted as text.</returns>
    private InputCount? CountRequest(string name, byte[] body, out string? refusal)
    {
        refusal = null;
        if (TextFault.FirstIn(body) is { } fault)
            throw TextFault.NotUtf8(fault);
        var fields = TopLevelFields.Read(body, RequestReader.MaxSupportedDepth);
        var surface = plan.Request ?? (fields is null ? null : RequestRecognizer.Recognize(fields));
        if (surface is null)
            return null;
        try
        {
            return new RequestCounter(chooser).Count(name, body, surface.Value, fields);
        }
        catch (CountException exception) when (plan.Request is null)
        {
            // It looked like one, and that is all: any JSON may have a list of messages.
            refusal = exception.Message;
            return null;
        }
        catch (CountException exception)
        {
            throw new CountException($"{exception.Message}. --text counts it as the text that it is, --request reads "
                + "it as a request of another API");
        }
    }

    private static bool BeginsLikeAnObject(ReadOnlySpan<byte> start)
    {
        start = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        return start.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
    }

    private static (byte[] Body, bool IsWhole) ReadUpToLimit(byte[] start, Stream rest)
    {
        using var body = new MemoryStream();
        body.Write(start);
        var chunk = new byte[1 << 16];
        int bytes;
        while (body.Length <= LargestRequestBytes && (bytes = rest.Read(chunk)) > 0)
            body.Write(chunk, 0, bytes);
        return (body.ToArray(), body.Length <= LargestRequestBytes);
    }

    // A byte more than a file has: a window that is not full is known to be the last.
    private static int WindowBytes(byte[] start, Stream rest) => rest.CanSeek
        ? (int)Math.Clamp(rest.Length - rest.Position + start.Length + 1, 16, TextCounter.DefaultWindowBytes)
        : TextCounter.DefaultWindowBytes;
}
