using System.Buffers;
using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>Answers every request an engine gets, by its path.</summary>
internal sealed class EngineApplication
{
    private readonly EngineOptions _options;
    private readonly EngineCounters _counters;
    private readonly InferenceHandler _inference;
    private readonly long _startedUnixSeconds;
    private readonly Dictionary<string, IAnswerApi> _apis = new(StringComparer.Ordinal)
    {
        ["/v1/chat/completions"] = new ChatCompletionsApi(),
        ["/v1/completions"] = new CompletionsApi(),
        ["/v1/responses"] = new ResponsesApi(),
        ["/v1/messages"] = new MessagesApi(),
        ["/v1/messages/count_tokens"] = new CountTokensApi(),
        ["/v1/embeddings"] = new EmbeddingsApi(),
        ["/v1/rerank"] = new RerankApi(),
        ["/rerank"] = new RerankApi(),
    };

    public EngineApplication(
        EngineOptions options, EngineCounters counters, InferenceHandler inference, TimeProvider timeProvider)
    {
        _options = options;
        _counters = counters;
        _inference = inference;
        _apis["/tokenize"] = new TokenizeApi(options.KvCacheTokens);
        _startedUnixSeconds = timeProvider.GetUtcNow().ToUnixTimeSeconds();
    }

    public Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.Server = _options.Name;
        var path = context.Request.Path.Value ?? "";
        if (_apis.TryGetValue(path, out var api))
        {
            return HttpMethods.IsPost(context.Request.Method)
                ? _inference.HandleAsync(context, api)
                : WriteAsync(context, StatusCodes.Status405MethodNotAllowed, """{"detail":"Method Not Allowed"}""");
        }
        return path switch
        {
            "/v1/models" => WriteAsync(context, StatusCodes.Status200OK, WriteModels()),
            "/health" => WriteAsync(context, StatusCodes.Status200OK, ""),
            "/metrics" => WriteMetricsAsync(context),
            _ => WriteAsync(context, StatusCodes.Status404NotFound, """{"detail":"Not Found"}"""),
        };
    }

    private Task WriteMetricsAsync(HttpContext context) => WriteAsync(
        context,
        StatusCodes.Status200OK,
        EngineMetricsPage.Write(_counters.Snapshot(), _options),
        "text/plain; version=0.0.4; charset=utf-8");

    private static Task WriteAsync(
        HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = body.Length > 0 ? contentType : null;
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(body);
        return context.Response.WriteAsync(body);
    }

    private string WriteModels()
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (var model in _options.Models)
                WriteModel(json, model);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private void WriteModel(Utf8JsonWriter json, string model)
    {
        json.WriteStartObject();
        json.WriteString("id", model);
        json.WriteString("object", "model");
        json.WriteNumber("created", _startedUnixSeconds);
        json.WriteString("owned_by", "simulated-engine");
        json.WriteString("root", model);
        json.WriteNull("parent");
        json.WriteEndObject();
    }
}
