using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Hosting;

/// <summary>
/// Keeps a defect of the small endpoints to their own request, and to one line in the log; and ends connections whose
/// clients do not read the answers.
/// </summary>
/// <remarks>
/// The server would log it too, but its own log is off: it reports every client that resets its connection within an
/// upload as an error.
/// </remarks>
internal sealed partial class EndpointGuard
{
    private readonly ConfigurationInForce _configuration;
    private readonly ILogger _log;

    public EndpointGuard(ConfigurationInForce configuration, ILoggerFactory logs)
    {
        _configuration = configuration;
        _log = logs.CreateLogger("balancer.endpoint");
    }

    public async Task RunAsync(HttpContext context, Task handling)
    {
        try
        {
            await BoundAsync(context, handling, _configuration.Current.Rules.ClientSilence);
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

    // Before an answer has begun it is the balancer that takes its time.
    private static async Task BoundAsync(HttpContext context, Task handling, TimeSpan silence)
    {
        while (!handling.IsCompleted)
        {
            await handling.WaitAsync(silence).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!handling.IsCompleted && context.Response.HasStarted)
            {
                context.Abort();
                break;
            }
        }

        await handling;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "{Path} failed by a defect of the balancer")]
        public static partial void Defect(ILogger logger, Exception exception, string path);
    }
}
