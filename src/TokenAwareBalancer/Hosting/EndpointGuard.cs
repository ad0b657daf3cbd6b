namespace TokenAwareBalancer.Hosting;

/// <summary>Keeps a defect of the small endpoints to their own request, and to one line in the log.</summary>
/// <remarks>
/// The server would log it too, but its own log is off: it reports every client that resets its connection within an
/// upload as an error.
/// </remarks>
internal sealed partial class EndpointGuard
{
    private readonly ILogger _log;

    public EndpointGuard(ILoggerFactory logs) => _log = logs.CreateLogger("balancer.endpoint");

    public async Task RunAsync(HttpContext context, Task handling)
    {
        try
        {
            await handling;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to be answered.
        }
        catch (Exception exception)
        {
            Log.Defect(_log, exception, context.Request.Path);
            if (!context.Response.HasStarted)
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Path} failed by a defect of the balancer")]
        public static partial void Defect(ILogger logger, Exception exception, string path);
    }
}
