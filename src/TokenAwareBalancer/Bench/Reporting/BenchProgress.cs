using System.Globalization;
using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench.Reporting;

/// <summary>Shows what a load is doing: one line that changes on a terminal, else a line now and then.</summary>
/// <remarks>Counters are written by many threads, each atomically; what a line shows may be an answer behind.</remarks>
internal sealed class BenchProgress : IAsyncDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    private readonly TextWriter _output;
    private readonly bool _isTerminal;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly Task _showing;
    private BlockProgress? _block;

    /// <param name="output">Where to show it.</param>
    /// <param name="time">For the intervals.</param>
    public BenchProgress(TextWriter output, TimeProvider time)
    {
        _output = output;
        _isTerminal = output == Console.Error && !Console.IsErrorRedirected;
        _time = time;
        _timer = new PeriodicTimer(_isTerminal ? TerminalInterval : LineInterval, time);
        _showing = ShowAsync();
    }

    /// <summary>From now on it is this load that is shown.</summary>
    public void Follow(string name, LoadLoop loop) =>
        Volatile.Write(ref _block, new BlockProgress(name, loop, _time));

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _showing;
    }

    private async Task ShowAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            if (Volatile.Read(ref _block)?.Describe() is not { } line)
                continue;
            if (_isTerminal)
                await _output.WriteAsync($"\r\e[2K{line}");
            else
                await _output.WriteLineAsync(line);
        }
        if (_isTerminal)
            await _output.WriteAsync("\r\e[2K");
    }

    private sealed class BlockProgress
    {
        private readonly string _name;
        private readonly TimeProvider _time;
        private readonly long _startTimestamp;
        private int _sent;
        private int _ended;
        private int _failed;
        private double _lastFirstTokenSeconds;

        public BlockProgress(string name, LoadLoop loop, TimeProvider time)
        {
            _name = name;
            _time = time;
            _startTimestamp = time.GetTimestamp();
            loop.Sending += () => Interlocked.Increment(ref _sent);
            loop.Answered += Note;
        }

        public string Describe()
        {
            var seconds = _time.GetElapsedTime(_startTimestamp).TotalSeconds;
            var (sent, ended) = (Volatile.Read(ref _sent), Volatile.Read(ref _ended));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{_name}: {seconds:0} s, {sent:#,0} sent, {sent - ended:#,0} under way, {ended / seconds:0.0}/s, ")
                + string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref _failed):#,0} errors, ")
                + $"last first token {BenchFigures.Seconds(Volatile.Read(ref _lastFirstTokenSeconds))}";
        }

        private void Note(AnswerTiming timing)
        {
            // What is not sent was not counted as sent.
            if (timing.End != AnswerEnd.NotSent)
                Interlocked.Increment(ref _ended);
            if (timing.IsComplete)
                Volatile.Write(ref _lastFirstTokenSeconds, timing.FirstToken.TotalSeconds);
            else if (timing.End != AnswerEnd.Cancelled)
                Interlocked.Increment(ref _failed);
        }
    }
}
