using TokenAwareBalancer.Forwarding;

namespace TokenAwareBalancer.Discovering;

/// <summary>
/// <c>/livez</c>: the process serves. <c>/readyz</c>: it would serve well, because a backend answers.
/// </summary>
internal sealed class ProbeEndpoints
{
    private readonly BackendProbe _probe;
    private readonly ShutdownDrain _drain;

    public ProbeEndpoints(BackendProbe probe, ShutdownDrain drain)
    {
        _probe = probe;
        _drain = drain;
    }

    /// <returns>Null when the request is for neither.</returns>
    public Task? TryHandle(HttpContext context) => context.Request.Path.Value switch
    {
        "/livez" => WriteAsync(context, StatusCodes.Status200OK, "alive"),
        "/readyz" => AnswerReadyAsync(context),
        _ => null,
    };

    private async Task AnswerReadyAsync(HttpContext context)
    {
        if (_drain.IsStopping.IsCancellationRequested)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready: stopping");
            return;
        }

        var probed = await _probe.ProbeAsync();
        var answering = probed.Count(backend => backend.IsAnswering);
        var (status, word) = answering > 0
            ? (StatusCodes.Status200OK, "ready")
            : (StatusCodes.Status503ServiceUnavailable, "not ready");
        await WriteAsync(context, status, $"{word}: {answering} of {probed.Length} backends answer");
    }

    private static Task WriteAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }
}
