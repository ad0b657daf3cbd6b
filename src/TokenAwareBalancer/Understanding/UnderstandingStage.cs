using System.Text;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding;

/// <summary>
/// The stage Understanding for a live request: what the body asks for, of which model, in how many tokens.
/// </summary>
internal sealed class UnderstandingStage
{
    private readonly AdmissionGate _gate;
    private readonly BalancerMetrics _metrics;

    public UnderstandingStage(AdmissionGate gate, BalancerMetrics metrics)
    {
        _gate = gate;
        _metrics = metrics;
    }

    /// <returns>Null when the request is understood, or may pass without being.</returns>
    public Failure? Understand(Exchange exchange) => Read(exchange) ?? exchange.Rules.Timeouts.Resolve(exchange);

    private Failure? Read(Exchange exchange)
    {
        var surface = exchange.Route.Surface;
        if (surface == ApiSurface.Other && !HasJsonBody(exchange))
        {
            exchange.Model = _gate.Fleet.AnyModel;
            return null;
        }

        if (surface != ApiSurface.Other && IsEncoded(exchange.Http.Request))
            return Encoded(exchange.Http.Request);
        var reader = RequestReader.Rent();
        try
        {
            return surface == ApiSurface.Other
                ? FindModelOnly(exchange, reader)
                : Understand(exchange, reader, surface);
        }
        finally
        {
            reader.Return();
        }
    }

    private Failure? Understand(Exchange exchange, RequestReader reader, ApiSurface surface)
    {
        var body = exchange.Body.Span;
        if (reader.Read(body, surface, exchange.Rules.JsonDepth, out var outline) is { } error)
            return new Failure(RequestFailure.InvalidRequest, error.Message, error.Parameter);
        var name = reader.ReadModelUtf8(body);
        if (_gate.Fleet.FindModel(name) is not { } model)
            return UnknownModel(name);
        exchange.Model = model;
        exchange.Profile = new RequestProfile(
            outline, model.Name, Count(reader, body, model));
        exchange.IsUnderstood = true;
        return surface == ApiSurface.Tokenize ? NameTokens(exchange, reader) : null;
    }

    private static Failure? NameTokens(Exchange exchange, RequestReader reader)
    {
        var model = exchange.Model;
        if (model.TokenCounter is not ITokenEncoder encoder)
            return NoTokenizer(model);
        // As large as the body, four bytes a token, and kept as long as the client reads.
        if (!exchange.Body.TryTakeBeside(sizeof(int) * (long)exchange.Profile.PromptTokens))
            return ReceivingStage.Overloaded();
        var ids = new List<int>(exchange.Profile.PromptTokens);
        reader.Encode(exchange.Body.Span, encoder, ids);
        exchange.PromptTokenIds = ids;
        return null;
    }

    // Counting only optimises: should a tokenizer fail, the request goes on with an estimate.
    private PromptCount Count(RequestReader reader, ReadOnlySpan<byte> body, ServedModel model)
    {
        try
        {
            return reader.Count(body, model.TokenCounter, model.Beliefs.BytesPerToken);
        }
        catch (Exception) when (model.TokenCounter is not null)
        {
            _metrics.CountFallback("counting");
            return reader.Count(body, counter: null, model.Beliefs.BytesPerToken);
        }
    }

    /// <summary>
    /// A body that is only passed through may be any JSON, but one that names a model goes where it is served.
    /// </summary>
    private Failure? FindModelOnly(Exchange exchange, RequestReader reader)
    {
        var body = exchange.Body.Span;
        exchange.Model = _gate.Fleet.AnyModel;
        if (reader.Read(body, ApiSurface.Other, exchange.Rules.JsonDepth, out var outline) is not null
            || outline.ModelValue.IsEmpty)
            return null;
        var name = reader.ReadModelUtf8(body);
        if (_gate.Fleet.FindModel(name) is not { } model)
            return UnknownModel(name);
        exchange.Model = model;
        exchange.Profile = new RequestProfile(outline, model.Name, default);
        return null;
    }

    private static bool IsEncoded(HttpRequest request) =>
        request.Headers.ContentEncoding is { Count: > 0 } encoding
        && !string.Equals(encoding.ToString(), "identity", StringComparison.OrdinalIgnoreCase);

    private static Failure Encoded(HttpRequest request) => new(RequestFailure.InvalidRequest,
        $"A body with Content-Encoding {Shorten(request.Headers.ContentEncoding.ToString())} cannot be read: send it " +
        "uncompressed.");

    private static bool HasJsonBody(Exchange exchange) =>
        exchange.Body.Length > 0 && exchange.Http.Request.HasJsonContentType();

    private static Failure NoTokenizer(ServedModel model) => new(RequestFailure.NoTokenizer,
        $"No tokenizer is configured for the model '{model.Name}', so that its tokens cannot be named: set " +
        $"models.{model.Name}.tokenizer to one of {string.Join(", ", BuiltInTokenizers.Names)}.",
        Parameter: "model");

    private Failure UnknownModel(ReadOnlySpan<byte> name)
    {
        var known = _gate.Fleet.Models.Select(model => model.Name).Order(StringComparer.Ordinal).Take(20);
        return new Failure(RequestFailure.UnknownModel,
            $"The model '{Shorten(Encoding.UTF8.GetString(name))}' is served by no backend. Served are: " +
            $"{string.Join(", ", known)}.",
            Parameter: "model");
    }

    private static string Shorten(string name) => name.Length <= 100 ? name : $"{name.AsSpan(0, 100)}…";
}
