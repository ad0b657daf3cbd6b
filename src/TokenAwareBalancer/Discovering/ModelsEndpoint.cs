using System.Text.Json.Nodes;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Failures;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Discovering;

/// <summary><c>GET /v1/models</c>: one list of what all backends serve, under the names that clients use.</summary>
/// <remarks>
/// What the configuration names is listed whether or not its backend answers just now. Where a backend tells more of a
/// model, as vLLM its <c>max_model_len</c>, that is passed on; of several backends the first that does.
/// </remarks>
internal sealed class ModelsEndpoint
{
    private static readonly PathString ListPath = "/v1/models";

    private readonly AdmissionGate _gate;
    private readonly BackendProbe _probe;
    private readonly TimeProvider _time;

    public ModelsEndpoint(AdmissionGate gate, BackendProbe probe, TimeProvider time)
    {
        _gate = gate;
        _probe = probe;
        _time = time;
    }

    /// <returns>Null when the request is not for a model list.</returns>
    public Task? TryHandle(HttpContext context)
    {
        var request = context.Request;
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return isRead && request.Path.StartsWithSegments(ListPath, StringComparison.Ordinal, out var rest)
            ? HandleAsync(context, rest.Value is { Length: > 1 } name ? Unescape(name[1..]) : null)
            : null;
    }

    // The server leaves this one escape alone, and OpenAI's client library escapes the slash of "org/model".
    private static string Unescape(string name) => name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private async Task HandleAsync(HttpContext context, string? wanted)
    {
        using var exchange = new Exchange(context, _time.GetTimestamp());
        exchange.WriteResponseHeaders();
        context.Response.Headers[BalancerHeaders.Balancer] = BalancerHeaders.BalancerName;
        var models = Merge(_gate.Fleet, await _probe.ProbeAsync());
        if (wanted is null)
            await context.Response.WriteAsJsonAsync(ListOf(models.Values), context.RequestAborted);
        else if (models.TryGetValue(wanted, out var model))
            await context.Response.WriteAsJsonAsync(model, context.RequestAborted);
        else
            await ErrorResponse.TryWriteAsync(exchange, Unknown(wanted));
    }

    private static SortedDictionary<string, JsonObject> Merge(FleetSnapshot fleet, IEnumerable<ProbedBackend> probed)
    {
        var merged = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var (backend, _, models) in probed)
        {
            foreach (var model in models)
            {
                foreach (var name in OfferedNames(model, backend.Definition))
                    merged.TryAdd(name, model.Renamed(name));
            }
        }

        foreach (var model in fleet.Models)
            merged.TryAdd(model.Name, EntryOf(model));
        return merged;
    }

    // A backend's model may be offered here under several names, or not at all.
    private static IEnumerable<string> OfferedNames(ListedModel model, BackendDefinition backend) =>
        backend.Models is null
            ? [model.Id]
            : backend.Models.Where(pair => pair.Value == model.Id).Select(pair => pair.Key);

    private static JsonObject EntryOf(ServedModel model) =>
        new() { ["id"] = model.Name, ["object"] = "model", ["created"] = 0, ["owned_by"] = "balancer" };

    private static JsonObject ListOf(IEnumerable<JsonObject> models) =>
        new() { ["object"] = "list", ["data"] = new JsonArray([.. models]) };

    private static Failure Unknown(string name) => new(RequestFailure.UnknownModel,
        $"The model '{name}' is served by no backend. GET /v1/models lists those that are.", Parameter: "model");
}
