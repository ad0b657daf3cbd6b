using System.Text.Json.Nodes;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Discovering;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Administration;

/// <summary>The operators' port: reads, and what may be done with a backend.</summary>
internal sealed class AdminEndpoints
{
    private readonly AdmissionGate _gate;
    private readonly PrometheusEndpoint _metrics;
    private readonly ProbeEndpoints _probes;
    private readonly ConfigurationInForce _configuration;
    private readonly ConfigurationActions _actions;
    private readonly FleetReport _fleet;

    public AdminEndpoints(
        AdmissionGate gate,
        PrometheusEndpoint metrics,
        ProbeEndpoints probes,
        ConfigurationInForce configuration,
        ConfigurationActions actions,
        FleetReport fleet)
    {
        _fleet = fleet;
        _configuration = configuration;
        _actions = actions;
        _gate = gate;
        _metrics = metrics;
        _probes = probes;
    }

    public Task HandleAsync(HttpContext context)
    {
        AdminHeaders.Add(context.Response);
        if (RequestHead.FindFault(context.Request) is { } fault)
        {
            context.Response.Headers.Connection = "close";
            return WriteErrorAsync(context, StatusCodes.Status400BadRequest, fault);
        }

        if (_probes.TryHandle(context) is { } probed)
            return probed;
        var token = _configuration.Current.Rules.AdminToken;
        if (!token.Admits(context.Request))
            return RefuseAsync(context);
        if (!token.IsRequired && AdminOrigin.Guards(context.Request.Path) && AdminOrigin.IsForeign(context.Request))
            return WriteErrorAsync(context, StatusCodes.Status403Forbidden,
                "Without admin.token this port answers only those who address it as localhost or by a loopback "
                + "address, and no web page of another origin.");
        if (BackendActions.Parse(context.Request.Path.Value!) is var (backend, action))
            return ActAsync(context, backend, action);
        if (context.Request.Path.Value == ConfigurationActions.ReloadPath)
            return ReloadAsync(context);
        if (!HttpMethods.IsGet(context.Request.Method))
            return WriteErrorAsync(context, StatusCodes.Status405MethodNotAllowed,
                "The admin port answers GET here; PUT /admin/backends/NAME/drain, /disable or /enable and "
                + "POST /admin/reload change something.");
        return context.Request.Path.Value switch
        {
            "/metrics" => WriteMetricsAsync(context),
            "/admin/backends" => context.Response.WriteAsJsonAsync(_fleet.OfAll(), context.RequestAborted),
            ConfigurationActions.Path => context.Response.WriteAsJsonAsync(_actions.Report(), context.RequestAborted),
            _ => WriteErrorAsync(context, StatusCodes.Status404NotFound,
                "Unknown path. The admin port has /metrics, /admin/backends, /admin/configuration, /livez and "
                + "/readyz."),
        };
    }

    private Task ActAsync(HttpContext context, string name, string action)
    {
        if (!HttpMethods.IsPut(context.Request.Method))
            return WriteErrorAsync(context, StatusCodes.Status405MethodNotAllowed, $"PUT this path to {action} it.");
        return BackendActions.Run(_gate, name, action) is { } backend
            ? context.Response.WriteAsJsonAsync(_fleet.Of(backend), context.RequestAborted)
            : WriteErrorAsync(context, StatusCodes.Status404NotFound,
                $"There is no backend '{name}'. There are: "
                + $"{string.Join(", ", _gate.Fleet.Backends.Select(known => known.Name))}.");
    }

    private async Task ReloadAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await WriteErrorAsync(context, StatusCodes.Status405MethodNotAllowed, "POST this path to reload.");
            return;
        }


        if (!_actions.CanReload)
        {
            await WriteErrorAsync(context, StatusCodes.Status409Conflict,
                "The balancer was started without a configuration file: there is nothing to read again. Start it with "
                + "--config FILE.");
            return;
        }


        context.Response.StatusCode = await _actions.ReloadAsync()
            ? StatusCodes.Status200OK
            : StatusCodes.Status422UnprocessableEntity;
        await context.Response.WriteAsJsonAsync(_actions.Report(), context.RequestAborted);
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
