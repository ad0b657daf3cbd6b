using System.Net;
using TokenAwareBalancer.Soak.Accounting;

namespace TokenAwareBalancer.Soak.Clients;

/// <summary>All clients of one round: each asks again as soon as it has its end.</summary>
internal sealed class ClientCrowd : IDisposable
{
    /// <summary>More than any request may take: who waits for this has been forgotten.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(20);

    private readonly RequestBook _book;
    private readonly AnswerJudge _judge;
    private readonly Uri _address;
    private readonly int _seed;
    private readonly HttpClient[] _libraries;

    public ClientCrowd(RequestBook book, AnswerJudge judge, Uri http1, Uri http2, int seed)
    {
        _book = book;
        _judge = judge;
        _address = http1;
        _seed = seed;
        _libraries = [Library(http1, HttpVersion.Version11), Library(http2, HttpVersion.Version20)];
    }

    /// <summary>Asks until the token fires, and returns when all have their ends.</summary>
    public Task RunAsync(int clients, CancellationToken until) => Task.WhenAll(
        Enumerable.Range(0, clients).Select(client => AskOnAsync(new SeededRandom(_seed, client), until)));

    public void Dispose()
    {
        foreach (var library in _libraries)
            library.Dispose();
    }

    private async Task AskOnAsync(SeededRandom random, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            using var limit = new CancellationTokenSource(Forgotten);
            await VisitAsync(random, limit.Token);
        }
    }

    private async Task VisitAsync(SeededRandom random, CancellationToken limit)
    {
        if (random.NextDouble() < 0.5)
        {
            using var visit = new RawVisit(_book, _judge, random, limit);
            await visit.RunAsync(_address, Habits.DrawRaw(random));
            return;
        }

        var library = _libraries[random.NextInteger(0, _libraries.Length - 1)];
        await new LibraryVisit(library, _book, _judge, random, limit).RunAsync(Habits.DrawPolite(random));
    }

    private static HttpClient Library(Uri address, Version version) =>
        new(new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true })
        {
            BaseAddress = address,
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
