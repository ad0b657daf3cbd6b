using System.Collections.Concurrent;
using System.Diagnostics;
using TokenAwareBalancer.Soak.Accounting;
using TokenAwareBalancer.Soak.Measuring;
using TokenAwareBalancer.Soak.Reporting;

namespace TokenAwareBalancer.Soak;

/// <summary>A soak: rounds of load, after each of which everything must be back at zero, and a clean end.</summary>
internal sealed class SoakRun
{
    /// <summary>Above the heap after the warm-up: what pools and caches may come to keep.</summary>
    private const long HeapAllowanceBytes = 6L << 20;

    /// <summary>Probes, the server's heartbeat and idle connections come and go; a leak is one for each request.</summary>
    private const int TimerAllowance = 32;

    private const int ThreadAllowance = 32;

    /// <summary>OpenTelemetry looks every ten seconds whether it is to diagnose itself, once begun for ever.</summary>
    private const int TimersForEver = 1;

    private readonly SoakOptions _options;
    private readonly SoakOutput _output;
    private readonly RequestBook _book = new();
    private readonly List<ProcessReading> _readings = [];
    private readonly ConcurrentQueue<string> _unobserved = new();
    private readonly List<string> _problems = [];

    public SoakRun(SoakOptions options, SoakOutput output)
    {
        _options = options;
        _output = output;
    }

    public async Task<SoakResult> RunAsync(CancellationToken cancellationToken)
    {
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        var before = ProcessReading.Take(0);
        var (gate, leases, restarts) = await PlayAsync(cancellationToken);
        var after = await ReadAfterStopAsync(gate, before);
        TaskScheduler.UnobservedTaskException -= OnUnobserved;

        JudgeReadings();
        JudgeEnd(before, after, gate);
        _problems.AddRange(_book.Problems);
        _problems.AddRange(_unobserved.Distinct().Select(exception => $"an exception nobody saw: {exception}"));
        return new SoakResult(_problems, _book, _readings, after, leases, restarts);
    }

    private async Task<(WeakReference Gate, long Leases, int Restarts)> PlayAsync(CancellationToken cancellationToken)
    {
        await using var stage = await SoakStage.StartAsync(_book, _options.Seed, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        do
        {
            var left = _options.Duration - Stopwatch.GetElapsedTime(started);
            await stage.PlayRoundAsync(
                left < _options.ReportEvery ? left : _options.ReportEvery, _options.Concurrency, cancellationToken);
            var leftovers = await stage.FindLeftoversAsync();
            _readings.Add(ProcessReading.Take(_book.Sent));
            _output.Round(Stopwatch.GetElapsedTime(started), _readings[^1], _book, leftovers);
            _problems.AddRange(leftovers);
        }
        while (_problems.Count == 0 && !cancellationToken.IsCancellationRequested
            && Stopwatch.GetElapsedTime(started) < _options.Duration);

        JudgeMetrics(await stage.ScrapeAsync());
        return (stage.WatchGate(), stage.Leases, stage.Restarts);
    }

    private void JudgeMetrics(string page)
    {
        if (Scraping.Sum(page, "balancer_leases_overdue_total") is var overdue and not 0)
            _problems.Add($"balancer_leases_overdue_total is {overdue}");
        if (Scraping.Sum(page, "balancer_leases_open") is var open and not 0)
            _problems.Add($"balancer_leases_open is {open}");
        if (Scraping.Sum(page, "balancer_fallbacks_total") is var fallbacks and not 0)
            _problems.Add($"balancer_fallbacks_total is {fallbacks}: a stage failed by a defect");
        if (Scraping.Sum(page, "balancer_requests_total", "outcome=\"internal_error\"") is var failed and not 0)
            _problems.Add($"{failed} requests ended as internal_error");
        var counted = Scraping.Sum(page, "balancer_requests_total");
        // Who left before the head of a request was whole, or sent none, was never seen.
        var answered = _book.Count(RequestEnd.Complete);
        if (counted < answered || counted > _book.Sent)
            _problems.Add($"{counted} requests were counted, of {_book.Sent} sent and {answered} answered");
    }

    private void JudgeReadings()
    {
        var (warm, last) = (_readings[0], _readings[^1]);
        if (last.HeapBytes - warm.HeapBytes is var grown && grown > HeapAllowanceBytes)
            _problems.Add($"the heap has grown by {grown} bytes since the warm-up; {HeapAllowanceBytes} are allowed");
        if (HeapTrend.Of(_readings.Skip(1).ToArray()) is { IsLeak: true } trend)
            _problems.Add($"the heap grows by {trend.BytesPerRequest:0.0} bytes a request (t = {trend.T:0.0})");
        if (last.Timers > warm.Timers + TimerAllowance)
            _problems.Add($"{last.Timers} timers are waiting; after the warm-up there were {warm.Timers}");
        if (last.Threads > warm.Threads + ThreadAllowance)
            _problems.Add($"{last.Threads} threads are there; after the warm-up there were {warm.Threads}");
        if (last.PendingWork > 0)
            _problems.Add($"{last.PendingWork} pieces of work wait for a thread");
    }

    private void JudgeEnd(ProcessReading before, ProcessReading after, WeakReference gate)
    {
        if (after.Sockets > before.Sockets)
            _problems.Add($"{after.Sockets - before.Sockets} sockets are open after everything was stopped");
        if (after.Timers > before.Timers + TimersForEver)
            _problems.Add($"{after.Timers - before.Timers} timers are left after everything was stopped");
        if (gate.IsAlive)
            _problems.Add("something still holds the balancer after it was stopped: a task, a timer or an event");
    }

    /// <summary>What is closed is not gone at once: the kernel and the runtime take a moment.</summary>
    private static async Task<ProcessReading> ReadAfterStopAsync(WeakReference gate, ProcessReading before)
    {
        ProcessReading reading;
        var tries = 0;
        do
        {
            await Task.Delay(100);
            reading = ProcessReading.Take(0);
        }
        while (++tries < 50 && (reading.Sockets > before.Sockets
            || reading.Timers > before.Timers + TimersForEver || gate.IsAlive));
        return reading;
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs unobserved) =>
        _unobserved.Enqueue(unobserved.Exception.ToString());
}
