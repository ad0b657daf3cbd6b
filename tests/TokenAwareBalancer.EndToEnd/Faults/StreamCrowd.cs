using System.Collections.Concurrent;
using System.Text;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Faults;

/// <summary>Clients that all ask for a stream at the same time, each on a connection of its own.</summary>
internal sealed class StreamCrowd
{
    /// <summary>No stream of these tests lasts longer, whatever happens to it.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Task<StreamEnd>[] _streams;
    private readonly ConcurrentQueue<int> _withContent = new();

    private StreamCrowd(HttpClient http, Uri address, int clients, int maxTokens) =>
        _streams = [.. Enumerable.Range(0, clients).Select(_ => AskAsync(http, address, maxTokens))];

    /// <summary>Those who have no end yet.</summary>
    public int Running => _streams.Count(static stream => !stream.IsCompleted);

    /// <summary>How those ended who have an end.</summary>
    public IEnumerable<StreamEnd> Ended =>
        _streams.Where(static stream => stream.IsCompletedSuccessfully).Select(static stream => stream.Result);

    /// <summary>Sends the requests, and waits for nothing.</summary>
    public static StreamCrowd Send(HttpClient http, Uri address, int clients, int maxTokens) =>
        new(http, address, clients, maxTokens);

    /// <summary>Waits until so many clients have content, or content of one engine.</summary>
    public async Task WaitForContentAsync(int clients, int? ofEngine = null) => Assert.True(
        await Eventually.IsTrueAsync(
            () => _withContent.Count(engine => ofEngine is null || engine == ofEngine) >= clients, Limit),
        $"Fewer than {clients} clients have content.");

    /// <summary>Waits for the first client's end.</summary>
    public Task WaitForAnEndAsync() => Task.WhenAny(_streams);

    /// <summary>Waits for every client's end. None is left unexplained, and none was answered by two engines.</summary>
    public async Task<StreamEnd[]> EndAsync()
    {
        var ends = await Task.WhenAll(_streams);
        Assert.DoesNotContain(ends, end => end.Kind == StreamEndKind.Unexplained);
        Assert.All(ends, end => Assert.InRange(end.AnswerIds.Count, 0, 1));
        Assert.Distinct(ends.SelectMany(end => end.AnswerIds));
        return ends;
    }

    private async Task<StreamEnd> AskAsync(HttpClient http, Uri address, int maxTokens)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "v1/chat/completions"))
        {
            Content = new StringContent(
                $$"""
                {"model":"words","stream":true,"max_tokens":{{maxTokens}},"messages":[{"role":"user","content":"Go."}]}
                """,
                Encoding.UTF8, "application/json"),
        };
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var reading = new StreamReading(_withContent.Enqueue);
            return await reading.ReadAsync(response, limit.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return new StreamEnd(StreamEndKind.Unexplained, exception.Message, [], 0);
        }
    }
}
