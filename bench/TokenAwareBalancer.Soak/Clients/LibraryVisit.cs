using System.Text;
using TokenAwareBalancer.Soak.Accounting;

namespace TokenAwareBalancer.Soak.Clients;

/// <summary>One request by an HTTP library that keeps its connections, over HTTP/1.1 or HTTP/2.</summary>
internal sealed class LibraryVisit
{
    private readonly HttpClient _http;
    private readonly RequestBook _book;
    private readonly AnswerJudge _judge;
    private readonly SeededRandom _random;
    private readonly CancellationToken _limit;

    public LibraryVisit(
        HttpClient http, RequestBook book, AnswerJudge judge, SeededRandom random, CancellationToken limit)
    {
        _http = http;
        _book = book;
        _judge = judge;
        _random = random;
        _limit = limit;
    }

    public async Task RunAsync(Habit habit)
    {
        var account = _book.Begin(SoakRequest.Draw(_random));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(_limit);
        if (habit == Habit.LeaveEarly)
            leaving.CancelAfter(_random.NextInteger(0, 30));
        try
        {
            await AskAsync(account, habit, leaving.Token);
        }
        catch (Exception) when (leaving.IsCancellationRequested && !_limit.IsCancellationRequested)
        {
            _book.Close(account, RequestEnd.Aborted, "aborted");
        }
        catch (OperationCanceledException)
        {
            _book.Close(account, RequestEnd.Unexplained, $"{habit}, HTTP/{_http.DefaultRequestVersion}: forgotten");
        }
        catch (HttpRequestException exception)
        {
            Close(account, habit, ReceivedAnswer.None, exception.InnerException?.Message ?? exception.Message);
        }
    }

    private async Task AskAsync(RequestAccount account, Habit habit, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, account.Request.Path);
        (request.Version, request.VersionPolicy) = (_http.DefaultRequestVersion, HttpVersionPolicy.RequestVersionExact);
        request.Headers.Add(SoakRequest.IdHeader, account.Id);
        request.Content = new ByteArrayContent(
            habit == Habit.SendNoJson ? "{\"model\":\"soak\",,}"u8.ToArray() : account.Request.Body());
        using var response = await _http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var received = new MemoryStream();
        var isWhole = await ReadAsync(response, habit, received, cancellationToken);
        if (habit == Habit.LeaveReading && !isWhole)
        {
            _book.Close(account, RequestEnd.Aborted, "aborted");
            return;
        }

        var answer = new ReceivedAnswer(
            (int)response.StatusCode,
            response.Headers.TryGetValues(ReceivedAnswer.ReasonHeader, out var reasons) ? reasons.First() : null,
            Encoding.UTF8.GetString(received.ToArray()),
            isWhole);
        Close(account, habit, answer, "");
    }

    private void Close(RequestAccount account, Habit habit, ReceivedAnswer answer, string error)
    {
        var (end, what) = _judge.Judge(account, answer, habit);
        _book.Close(account, end,
            end == RequestEnd.Unexplained ? $"{habit}, HTTP/{_http.DefaultRequestVersion}: {what} {error}" : what);
    }

    /// <returns>Whether the answer came to its end.</returns>
    private async Task<bool> ReadAsync(
        HttpResponseMessage response, Habit habit, MemoryStream received, CancellationToken cancellationToken)
    {
        var most = habit == Habit.LeaveReading ? _random.NextInteger(1, 3000) : int.MaxValue;
        var buffer = new byte[habit == Habit.ReadSlowly ? 2048 : 16 * 1024];
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            while (received.Length < most)
            {
                var read = await body.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                    return true;
                received.Write(buffer, 0, read);
                if (habit == Habit.ReadSlowly)
                    await Task.Delay(_random.NextInteger(0, 15), cancellationToken);
                if (habit == Habit.PauseReading && received.Length == read)
                    await Task.Delay(SoakBalancer.LongerThanSilence, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // Broken by the balancer: that is how it says that a whole answer will not come.
        }

        return false;
    }
}
