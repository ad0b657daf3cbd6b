using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Counting;

/// <summary>Counts a request body by the rules of <c>docs/counting.md</c>, as the balancer would.</summary>
internal sealed class RequestCounter(TokenizerChooser chooser)
{
    /// <exception cref="CountException">The body is not one of that API.</exception>
    public InputCount Count(string name, ReadOnlyMemory<byte> body, ApiSurface surface, TopLevelFields? fields)
    {
        var hasModel = fields is null || fields.Has("model");
        var whole = hasModel ? body : NameModel(body, fields!.IsEmpty);
        var reader = RequestReader.Rent();
        try
        {
            if (reader.Read(whole.Span, surface, RequestReader.MaxSupportedDepth, out _) is { } error)
                throw Refuse(surface, error);
            return Count(name, whole.Span, surface, reader, hasModel ? reader.ReadModel(whole.Span) : null);
        }
        finally
        {
            reader.Return();
        }
    }

    private InputCount Count(
        string name, ReadOnlySpan<byte> body, ApiSurface surface, RequestReader reader, string? model)
    {
        var choice = chooser.ForRequest(model);
        var prompt = reader.Count(body, choice.Counter, TextCounter.EstimatedBytesPerToken);
        return new InputCount(name, choice, prompt.Tokens, prompt.TextBytes)
        {
            Surface = surface,
            Model = model,
            FormatTokens = prompt.FormatTokens,
            IsExact = prompt.IsExact,
        };
    }

    private static CountException Refuse(ApiSurface surface, RequestError error) => new(
        $"is no request of {RequestRecognizer.PathOf(surface)}: {error.Message}");

    // Without a model the balancer would refuse the body; here it can be counted all the same. Named last, so that what
    // is said of a byte's place holds for the body as it came; its object is known to end with its last brace.
    private static byte[] NameModel(ReadOnlyMemory<byte> body, bool isEmpty)
    {
        var end = body.Span.LastIndexOf((byte)'}');
        return
        [
            .. body.Span[..end],
            .. isEmpty ? ""u8 : ","u8,
            .. "\"model\":\"-\""u8,
            .. body.Span[end..],
        ];
    }
}
