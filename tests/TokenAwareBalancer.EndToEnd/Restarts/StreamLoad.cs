using System.Collections.Concurrent;
using TokenAwareBalancer.Clients;
using TokenAwareBalancer.Llama;

namespace TokenAwareBalancer.Restarts;

/// <summary>Streams without a pause from OpenAI's package for .NET, several at once, without its retries.</summary>
internal sealed class StreamLoad
{
    private readonly ConcurrentQueue<StreamReport> _reports = new();
    private readonly ConcurrentDictionary<string, int> _wholeByBackend = new();
    private readonly Uri _balancer;
    private readonly int _outputTokens;

    public StreamLoad(Uri balancer, int outputTokens)
    {
        _balancer = balancer;
        _outputTokens = outputTokens;
    }

    public IReadOnlyCollection<StreamReport> Reports => _reports;

    /// <summary>How many whole answers a backend has given.</summary>
    public int CountWhole(string backend) => _wholeByBackend.GetValueOrDefault(backend);

    /// <summary>Asks until it is told to stop; answers that have begun then are read to their end.</summary>
    public Task RunAsync(int streamsAtOnce, CancellationToken stopping) => Task.WhenAll(
        Enumerable.Range(0, streamsAtOnce).Select(stream => RunInTurnAsync(stream, stopping)));

    private async Task RunInTurnAsync(int stream, CancellationToken stopping)
    {
        using var recorder = new StreamRecorder();
        using var http = new HttpClient(recorder);
        var client = new OpenAIAnswerClient(_balancer, http);
        for (var number = 0; !stopping.IsCancellationRequested; number++)
        {
            var report = await AskAsync(client, recorder, Prompts.Get((1000 * stream) + number));
            _reports.Enqueue(report);
            if (!report.HasFailed)
                _wholeByBackend.AddOrUpdate(report.Backend!, 1, static (_, answers) => answers + 1);
        }
    }

    private async Task<StreamReport> AskAsync(OpenAIAnswerClient client, StreamRecorder recorder, string prompt)
    {
        var pieces = 0;
        string? error = null;
        recorder.Forget();
        try
        {
            await client.AskStreamedAsync(
                prompt, _outputTokens, piece => pieces += piece.Length > 0 ? 1 : 0, CancellationToken.None);
        }
        catch (Exception exception)
        {
            error = $"{exception.GetType().Name}: {exception.Message}";
        }
        return new StreamReport(
            ".NET OpenAI, chat", recorder.Backend, pieces, recorder.HasFinishReason, recorder.ErrorCode, error);
    }
}
