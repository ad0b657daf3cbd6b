using System.Text.Json.Nodes;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Discovering;
using TokenAwareBalancer.Health;
using TokenAwareBalancer.Observing.Metrics;

namespace TokenAwareBalancer.Administration;

/// <summary>The operators' port: reads, and what may be done with a backend.</summary>
internal sealed class AdminEndpoints
{
    private readonly AdmissionGate _gate;
    private readonly PrometheusEndpoint _metrics;
    private readonly ProbeEndpoints _probes;
    private readonly AdminToken _token;
    private readonly WallClock _clock;

    public AdminEndpoints(
        AdmissionGate gate, PrometheusEndpoint metrics, ProbeEndpoints probes, AdminToken token, WallClock clock)
    {
        _clock = clock;
        _token = token;
        _gate = gate;
        _metrics = metrics;
        _probes = probes;
    }

    public Task HandleAsync(HttpContext context)
    {
        if (_probes.TryHandle(context) is { } probed)
            return probed;
        if (!_token.Admits(context.Request))
            return RefuseAsync(context);
        if (!_token.IsRequired && AdminOrigin.Guards(context.Request.Path) && AdminOrigin.IsForeign(context.Request))
            return WriteErrorAsync(context, StatusCodes.Status403Forbidden,
                "Without admin.token this port answers only those who address it as localhost or by a loopback "
                + "address, and no web page of another origin.");
        if (BackendActions.Parse(context.Request.Path.Value!) is var (backend, action))
            return ActAsync(context, backend, action);
        if (!HttpMethods.IsGet(context.Request.Method))
            return WriteErrorAsync(context, StatusCodes.Status405MethodNotAllowed,
                "The admin port answers GET here; PUT /admin/backends/NAME/drain, /disable or /enable change something.");
        return context.Request.Path.Value switch
        {
            "/metrics" => WriteMetricsAsync(context),
            "/admin/backends" => context.Response.WriteAsJsonAsync(FleetReport.Of(_gate, _clock), context.RequestAborted),
            _ => WriteErrorAsync(context, StatusCodes.Status404NotFound,
                "Unknown path. The admin port has /metrics, /admin/backends, /livez and /readyz."),
        };
    }

    private Task ActAsync(HttpContext context, string name, string action)
    {
        if (!HttpMethods.IsPut(context.Request.Method))
            return WriteErrorAsync(context, StatusCodes.Status405MethodNotAllowed, $"PUT this path to {action} it.");
        return BackendActions.Run(_gate, name, action) is { } backend
            ? context.Response.WriteAsJsonAsync(FleetReport.Of(backend, _clock), context.RequestAborted)
            : WriteErrorAsync(context, StatusCodes.Status404NotFound,
                $"There is no backend '{name}'. There are: "
                + $"{string.Join(", ", _gate.Fleet.Backends.Select(known => known.Name))}.");
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteErrorAsync(context, StatusCodes.Status401Unauthorized,
            "The request carries no valid token. Send the one in admin.token as Authorization: Bearer TOKEN.");
    }

    private Task WriteMetricsAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusEndpoint.ContentType;
        return _metrics.WriteAsync(context.Response.Body, context.RequestAborted).AsTask();
    }

    private static Task WriteErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new JsonObject { ["error"] = new JsonObject { ["message"] = message } }, context.RequestAborted);
    }
}
