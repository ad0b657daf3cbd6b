using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>The log on standard error.</summary>
internal sealed class LoggingOptions
{
    [Choice<LogLevel>("The least severe level that is logged.")]
    public LogLevel Level { get; set; } = LogLevel.Information;

    [Choice<LogFormat>("Lines for people, or one JSON object a line for machines.")]
    public LogFormat Format { get; set; } = LogFormat.Text;
}
