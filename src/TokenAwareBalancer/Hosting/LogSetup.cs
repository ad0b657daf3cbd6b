using Microsoft.Extensions.Logging.Console;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Hosting;

/// <summary>The log on standard error: one line per request at most, for people or for machines.</summary>
internal static class LogSetup
{
    private const string TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static void Configure(ILoggingBuilder logging, LoggingOptions options)
    {
        logging.SetMinimumLevel(options.Level);
        // The server's and the forwarder's own lines would be three per request, and a client that resets its
        // connection is no error.
        logging.AddFilter("Microsoft", options.Level > LogLevel.Warning ? options.Level : LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical);
        // As long as it could log, it keeps a trace and a scope for every request: a kilobyte of each open stream.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // What keeps it from starting is told by whoever starts it, in a sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("Yarp", LogLevel.None);
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            // A log that nobody reads must not stop the requests: its lines are dropped, and their number is told.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        if (options.Format == LogFormat.Json)
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, TimestampFormat));
        else
            logging.AddSimpleConsole(text =>
                (text.SingleLine, text.UseUtcTimestamp, text.TimestampFormat) = (true, true, TimestampFormat + " "));
    }
}
