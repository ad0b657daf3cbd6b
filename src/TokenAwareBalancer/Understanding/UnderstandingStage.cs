using System.Text;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Receiving.Decoding;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Understanding;

/// <summary>
/// The stage Understanding for a live request: what the body asks for, of which model, in how many tokens.
/// </summary>
internal sealed class UnderstandingStage
{
    /// <summary>What it can become is decoded in a few milliseconds.</summary>
    private const int LongEncodedBytes = 32 << 10;

    private readonly AdmissionGate _gate;
    private readonly LongCounts _longCounts;
    private readonly BalancerMetrics _metrics;

    public UnderstandingStage(AdmissionGate gate, LongCounts longCounts, BalancerMetrics metrics)
    {
        _longCounts = longCounts;
        _gate = gate;
        _metrics = metrics;
    }

    /// <returns>Null when the request is understood, or may pass without being.</returns>
    public async ValueTask<Failure?> UnderstandAsync(Exchange exchange) =>
        await ReadAsync(exchange) ?? exchange.Rules.Timeouts.Resolve(exchange) ?? LengthHint.Read(exchange);

    private async ValueTask<Failure?> ReadAsync(Exchange exchange)
    {
        var surface = exchange.Route.Surface;
        if (surface == ApiSurface.Other && !HasJsonBody(exchange))
        {
            exchange.Model = _gate.Fleet.AnyModel;
            return null;
        }

        if (await DecodeAsync(exchange) is { } notDecoded)
            return notDecoded;
        var reader = RequestReader.Rent(exchange.Content);
        try
        {
            // A long body takes a while to scan, even if all of it is remembered.
            return _longCounts.IsLongScan(exchange.Content.Length)
                ? await _longCounts.RunAsync(
                    () => Understand(exchange, reader), exchange.Content.Length, exchange.Http.RequestAborted)
                : await UnderstandAsync(exchange, reader);
        }
        catch (MemoryBudgetException)
        {
            return ReceivingStage.Overloaded();
        }
        finally
        {
            reader.Return();
            exchange.Content.GiveBackScratch();
        }
    }

    /// <summary>A body that is only passed through may be coded in any way; its model is then not known.</summary>
    private async ValueTask<Failure?> DecodeAsync(Exchange exchange)
    {
        var request = exchange.Http.Request;
        if (!ContentCoding.TryRead(request.Headers.ContentEncoding, out var coding))
            return exchange.Route.Surface == ApiSurface.Other ? null : BodyDecoding.Unsupported(request);
        if (coding is null)
            return null;
        var cancellationToken = exchange.Http.RequestAborted;
        return exchange.Body.Length > LongEncodedBytes
            ? await _longCounts.RunAsync(
                () => BodyDecoding.Decode(exchange, coding, cancellationToken), exchange.Body.Length, cancellationToken)
            : BodyDecoding.Decode(exchange, coding, cancellationToken);
    }

    private ValueTask<Failure?> UnderstandAsync(Exchange exchange, RequestReader reader)
    {
        if (!_longCounts.IsLong(exchange.Content.Length) || exchange.Route.Surface == ApiSurface.Other)
            return new(Understand(exchange, reader));
        if (Identify(exchange, reader, out var outline) is { } failure)
            return new(failure);
        var uncountedBytes = reader.LookUpCounts(exchange.Content.Span, exchange.Model.Counting);
        return _longCounts.IsLong(uncountedBytes)
            ? _longCounts.RunAsync(
                () => Count(exchange, reader, outline), uncountedBytes, exchange.Http.RequestAborted)
            : new(Count(exchange, reader, outline));
    }

    private Failure? Understand(Exchange exchange, RequestReader reader)
    {
        if (exchange.Route.Surface == ApiSurface.Other)
            return FindModelOnly(exchange, reader);
        return Identify(exchange, reader, out var outline) ?? Count(exchange, reader, outline);
    }

    private Failure? Identify(Exchange exchange, RequestReader reader, out RequestOutline outline)
    {
        var body = exchange.Content.Span;
        if (reader.Read(body, exchange.Route.Surface, exchange.Rules.JsonDepth, out outline) is { } error)
            return new Failure(RequestFailure.InvalidRequest, error.Message, error.Parameter);
        var name = reader.ReadModelUtf8(body);
        if (_gate.Fleet.FindModel(name) is not { } model)
            return UnknownModel(name);
        exchange.Model = model;
        return null;
    }

    private Failure? Count(Exchange exchange, RequestReader reader, RequestOutline outline)
    {
        var count = Count(reader, exchange.Content.Span, exchange.Model.Counting, exchange.Http.RequestAborted);
        exchange.Profile = new RequestProfile(outline, exchange.Model.Name, count) { Tenant = exchange.Client };
        exchange.IsUnderstood = true;
        ReadPrefixes(exchange, reader);
        return exchange.Route.Surface == ApiSurface.Tokenize ? NameTokens(exchange, reader) : null;
    }

    // The index only optimises: should hashing fail, the request goes on as one that shares nothing.
    private void ReadPrefixes(Exchange exchange, RequestReader reader)
    {
        if (!exchange.Profile.HasOutput || exchange.Rules.PrefixSharing is not { } sharing
            || exchange.Model.Counting.Hasher is not { } hasher)
            return;
        try
        {
            var owner = sharing == PrefixSharing.ByClient ? exchange.Client : null;
            exchange.Prefixes.Keep(reader.ReadPrefixHashes(exchange.Content.Span, hasher, owner));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _metrics.CountFallback("prefixes");
        }
    }

    private static Failure? NameTokens(Exchange exchange, RequestReader reader)
    {
        var model = exchange.Model;
        if (model.TokenCounter is not ITokenEncoder encoder)
            return NoTokenizer(model);
        // As large as the body, four bytes a token, and kept as long as the client reads.
        if (!exchange.Content.TryTakeBeside(sizeof(int) * (long)exchange.Profile.PromptTokens))
            return ReceivingStage.Overloaded();
        var ids = new List<int>(exchange.Profile.PromptTokens);
        try
        {
            reader.Encode(exchange.Content.Span, encoder, ids);
        }
        catch (UncountableTextException exception)
        {
            return new Failure(RequestFailure.NoTokenizer,
                $"The tokenizer of the model '{model.Name}' cannot name the tokens of this text: {exception.Message}.");
        }

        exchange.PromptTokenIds = ids;
        return null;
    }

    // Counting only optimises: should a tokenizer fail, the request goes on with an estimate.
    private PromptCount Count(
        RequestReader reader, ReadOnlySpan<byte> body, PromptCounting counting, CancellationToken clientGone)
    {
        try
        {
            return reader.Count(body, counting, clientGone);
        }
        catch (Exception exception) when (
            exception is not (OperationCanceledException or MemoryBudgetException) && counting.Counter is not null)
        {
            _metrics.CountFallback("counting");
            reader.ForgetCounts();
            return reader.Count(body, counting.Estimating, clientGone);
        }
    }

    /// <summary>
    /// A body that is only passed through may be any JSON, but one that names a model goes where it is served.
    /// </summary>
    private Failure? FindModelOnly(Exchange exchange, RequestReader reader)
    {
        var body = exchange.Content.Span;
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

    private static bool HasJsonBody(Exchange exchange) =>
        exchange.Content.Length > 0 && exchange.Http.Request.HasJsonContentType();

    private static Failure NoTokenizer(ServedModel model) => new(RequestFailure.NoTokenizer,
        $"No tokenizer is configured for the model '{model.Name}', so that its tokens cannot be named: set " +
        $"models.{model.Name}.tokenizer to one of {string.Join(", ", BuiltInTokenizers.Names)}, " +
        "or to the path of the model's tokenizer.json.",
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
