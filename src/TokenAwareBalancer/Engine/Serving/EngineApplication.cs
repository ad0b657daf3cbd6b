using System.Text;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Answering.Completions;
using TokenAwareBalancer.Engine.Answering.Counting;
using TokenAwareBalancer.Engine.Answering.Messages;
using TokenAwareBalancer.Engine.Answering.Pooling;
using TokenAwareBalancer.Engine.Answering.Responses;
using TokenAwareBalancer.Engine.Identities;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>Answers every request an engine gets, by its path.</summary>
internal sealed class EngineApplication
{
    private const string ModelsPath = "/v1/models";

    private readonly EngineOptions _options;
    private readonly EngineCounters _counters;
    private readonly InferenceHandler _inference;
    private readonly EngineLoading _loading;
    private readonly Dictionary<string, EnginePage> _pages;
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
        _loading = new EngineLoading(options.LoadingSeconds, timeProvider);
        var facts = new EngineFacts(
            options.Models,
            options.ContextTokens,
            options.ResolveHardware().Concurrency,
            timeProvider.GetUtcNow().ToUnixTimeSeconds());
        foreach (var (path, api) in options.Identity.CreateApis(facts))
            _apis.Add(path, api);
        _pages = new(options.Identity.CreatePages(facts), StringComparer.Ordinal)
        {
            [ModelsPath] = options.Identity.CreateModels(facts),
        };
    }

    public Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.Server = _options.Name;
        var path = context.Request.Path.Value ?? "";
        if (_loading.IsLoading && !EngineLoading.IsAnswered(path))
            return WriteAsync(context, EngineLoading.Page);
        if (!_apis.TryGetValue(path, out var api))
            return WriteAsync(context, FindPage(context.Request.Method, path));
        return HttpMethods.IsPost(context.Request.Method)
            ? _inference.HandleAsync(context, api)
            : WriteAsync(context, _options.Identity.CreateMethodNotAllowed(context.Request.Method, path));
    }

    private EnginePage FindPage(string method, string path)
    {
        if (_pages.TryGetValue(path, out var page))
            return page;
        return path == "/metrics" && _options.Identity.MetricNames is { } names
            ? CreateMetrics(names)
            : _options.Identity.CreateNotFound(method, path);
    }

    private EnginePage CreateMetrics(EngineMetricNames names) => new(
        StatusCodes.Status200OK,
        "text/plain; version=0.0.4; charset=utf-8",
        EngineMetricsPage.Write(_counters.Snapshot(), _options, names));

    private static Task WriteAsync(HttpContext context, EnginePage page)
    {
        context.Response.StatusCode = page.Status;
        context.Response.ContentType = page.ContentType;
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(page.Body);
        return context.Response.WriteAsync(page.Body);
    }
}
