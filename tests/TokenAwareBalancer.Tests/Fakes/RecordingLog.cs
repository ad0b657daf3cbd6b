using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TokenAwareBalancer.Fakes;

/// <summary>Keeps every line of a log, with what exceptions say, for tests of what must or must not be there.</summary>
internal sealed class RecordingLog : ILoggerProvider
{
    private readonly ConcurrentQueue<LoggedLine> _lines = new();

    public LoggedLine[] Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new CategoryLog(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class CategoryLog : ILogger
    {
        private readonly string _category;
        private readonly ConcurrentQueue<LoggedLine> _lines;

        public CategoryLog(string category, ConcurrentQueue<LoggedLine> lines) =>
            (_category, _lines) = (category, lines);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(new(logLevel, _category, eventId.Id, $"{formatter(state, exception)} {exception}"));
    }
}

/// <summary>One line of a log.</summary>
internal sealed record LoggedLine(LogLevel Level, string Category, int EventId, string Text)
{
    /// <summary>The balancer's own, not the server's.</summary>
    public bool IsBalancers => Category.StartsWith("balancer.", StringComparison.Ordinal);
}
