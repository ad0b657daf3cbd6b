using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TokenAwareBalancer.Soak;

/// <summary>Keeps what the balancer logs as an error, and what its server calls one of the program: none may be.</summary>
internal sealed class ErrorLog : ILoggerProvider
{
    private const int Kept = 20;

    private readonly ConcurrentQueue<string> _lines;

    public ErrorLog(ConcurrentQueue<string> lines) => _lines = lines;

    public ILogger CreateLogger(string categoryName) =>
        new Category(_lines, categoryName.StartsWith("Microsoft.AspNetCore.Server", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Category : ILogger
    {
        private readonly ConcurrentQueue<string> _lines;
        private readonly bool _isServers;

        public Category(ConcurrentQueue<string> lines, bool isServers)
        {
            _lines = lines;
            _isServers = isServers;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            // What clients do to their connections is no error of ours, whatever the server calls it.
            if (!IsEnabled(logLevel) || (_isServers && eventId.Name != "ApplicationError") || _lines.Count >= Kept)
                return;
            _lines.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}
