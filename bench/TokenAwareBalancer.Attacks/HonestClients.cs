using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;

namespace TokenAwareBalancer.Attacks;

/// <summary>What honest clients saw.</summary>
internal sealed record HonestResult(int Requests, int Failed, double P50Milliseconds, double P99Milliseconds);

/// <summary>Short chat requests at a fixed rate, answered or not the earlier ones.</summary>
internal sealed class HonestClients(Uri address) : IDisposable
{
    private const int PerSecond = 50;

    private readonly HttpClient _http = new() { BaseAddress = address };

    public async Task<HonestResult> MeasureAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var latencies = new ConcurrentBag<double>();
        var failed = 0;
        var asking = new List<Task>();
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < time.TotalSeconds * PerSecond; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / PerSecond);
            if (due - Stopwatch.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
                await Task.Delay(left, cancellationToken);
            asking.Add(AskAsync());
        }

        await Task.WhenAll(asking);
        var sorted = latencies.Order().ToArray();
        return new HonestResult(asking.Count, failed, At(sorted, 0.5), At(sorted, 0.99));

        async Task AskAsync()
        {
            var sent = Stopwatch.GetTimestamp();
            if (!await IsServedAsync(cancellationToken))
                Interlocked.Increment(ref failed);
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> IsServedAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var body = new StringContent(
                """{"model":"m","messages":[{"role":"user","content":"hello there"}]}""", Encoding.UTF8, "application/json");
            using var answer = await _http.PostAsync("v1/chat/completions", body, cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static double At(double[] sorted, double part) => sorted[(int)(part * (sorted.Length - 1))];
}
