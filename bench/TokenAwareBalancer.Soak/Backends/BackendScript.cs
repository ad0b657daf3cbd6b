using System.Globalization;
using TokenAwareBalancer.Soak.Accounting;

namespace TokenAwareBalancer.Soak.Backends;

/// <summary>Answers one request as its behavior says, and notes in its account what may explain a failure.</summary>
internal sealed class BackendScript
{
    private const int LongAnswerTokens = 1500;

    /// <summary>So that a long answer is 6 MB: more than the sockets' buffers grow to.</summary>
    private static readonly string Padding = new('x', 4000);

    private readonly BackendConnection _connection;
    private readonly BackendRequest _request;
    private readonly RequestAccount? _account;
    private readonly SeededRandom _random;
    private readonly string _tryId;
    private readonly bool _isStream;
    private readonly bool _wantsUsage;

    public BackendScript(
        BackendConnection connection, BackendRequest request, string body, RequestAccount? account,
        SeededRandom random, string tryId)
    {
        _connection = connection;
        _request = request;
        _account = account;
        _random = random;
        _tryId = tryId;
        _isStream = body.Contains("\"stream\":true", StringComparison.Ordinal);
        _wantsUsage = body.Contains("\"include_usage\":true", StringComparison.Ordinal);
    }

    /// <returns>Whether the connection may carry another request.</returns>
    public async Task<bool> PlayAsync(Behavior behavior)
    {
        _account?.OnFault(FaultOf(behavior));
        switch (behavior)
        {
            case Behavior.Answer500 or Behavior.AnswerEarly:
                return await AnswerErrorAsync(500);
            case Behavior.Answer503:
                return await AnswerErrorAsync(503);
            case Behavior.Answer429:
                return await AnswerErrorAsync(429);
            case Behavior.AskForARest:
                return await AnswerErrorAsync(429, "Retry-After: 1\r\n");
            case Behavior.NeverAnswer:
                return await LingerAsync();
            case Behavior.FinBeforeAnswer:
                await _connection.FinishAsync();
                return false;
            case Behavior.ResetBeforeAnswer:
                _connection.Reset();
                return false;
            case Behavior.SpeakNoHttp:
                await _connection.WriteAsync("220 this is not HTTP\r\n\r\n");
                return false;
            default:
                return _isStream ? await StreamAsync(behavior) : await AnswerWholeAsync(behavior);
        }
    }

    private static Fault FaultOf(Behavior behavior) => behavior switch
    {
        Behavior.AnswerEarly or Behavior.Answer500 or Behavior.Answer503 or Behavior.Answer429
            or Behavior.AskForARest => Fault.Status,
        Behavior.NeverAnswer or Behavior.StallAfterRole or Behavior.StallWithin => Fault.Stall,
        Behavior.FinBeforeAnswer or Behavior.ResetBeforeAnswer or Behavior.FinWithin or Behavior.ResetWithin
            or Behavior.BreakChunk => Fault.Cut,
        Behavior.SpeakNoHttp => Fault.NotHttp,
        Behavior.TellErrorWithin => Fault.ErrorEvent,
        _ => Fault.None,
    };

    private async Task<bool> AnswerErrorAsync(int status, string headers = "")
    {
        var body = AnswerText.Error(status);
        await _connection.WriteAsync(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}"));
        return true;
    }

    private async Task<bool> LingerAsync()
    {
        await _connection.WaitUntilLeftAsync();
        return false;
    }

    private async Task<bool> StreamAsync(Behavior behavior)
    {
        var isChunked = behavior != Behavior.AnswerUntilClose;
        await _connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + (isChunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Connection: close\r\n\r\n"));
        await WritePieceAsync(AnswerText.Opening(_request.Surface), isChunked);
        if (behavior == Behavior.StallAfterRole)
            return await LingerAsync();
        var tokens = behavior == Behavior.AnswerLong ? LongAnswerTokens : _random.NextInteger(1, 40);
        var breaksAt = IsBroken(behavior) ? _random.NextInteger(0, tokens - 1) : int.MaxValue;
        for (var i = 0; i < tokens; i++)
        {
            if (i == breaksAt)
                return await BreakAsync(behavior, AnswerText.Content(_request.Surface, AnswerText.Mark(_tryId, i)));
            await PauseAsync(behavior);
            var content = AnswerText.Mark(_tryId, i) + (behavior == Behavior.AnswerLong ? Padding : "");
            await WritePieceAsync(AnswerText.Content(_request.Surface, content), isChunked);
        }

        await WritePieceAsync(
            AnswerText.Content(_request.Surface, AnswerText.LastMark(_tryId, tokens))
                + AnswerText.Ending(_request.Surface, _wantsUsage),
            isChunked);
        if (isChunked)
            await _connection.WriteAsync("0\r\n\r\n");
        return isChunked && behavior != Behavior.AnswerAndClose;
    }

    private static bool IsBroken(Behavior behavior) => behavior is Behavior.StallWithin or Behavior.FinWithin
        or Behavior.ResetWithin or Behavior.BreakChunk or Behavior.TellErrorWithin;

    private Task WritePieceAsync(string piece, bool isChunked) =>
        isChunked ? _connection.WriteChunkAsync(piece) : _connection.WriteAsync(piece);

    private async Task PauseAsync(Behavior behavior)
    {
        if (behavior == Behavior.Trickle)
            await Task.Delay(_random.NextInteger(5, 60));
        else if (behavior != Behavior.AnswerLong && _random.NextDouble() < 0.3)
            await Task.Delay(_random.NextInteger(1, 10));
    }

    /// <summary>Ends a stream wrongly, mostly in the middle of an event.</summary>
    private async Task<bool> BreakAsync(Behavior behavior, string nextEvent)
    {
        var half = nextEvent[.._random.NextInteger(0, nextEvent.Length - 1)];
        switch (behavior)
        {
            case Behavior.StallWithin:
                return await LingerAsync();
            case Behavior.BreakChunk:
                await _connection.WriteAsync("zz\r\n" + half);
                return await LingerAsync();
            case Behavior.TellErrorWithin:
                await _connection.WriteChunkAsync(AnswerText.ErrorEvent(_request.Surface));
                await _connection.WriteAsync("0\r\n\r\n");
                return true;
            default:
                if (half.Length > 0)
                    await _connection.WriteChunkAsync(half);
                if (behavior == Behavior.FinWithin)
                    await _connection.FinishAsync();
                else
                    _connection.Reset();
                return false;
        }
    }

    private async Task<bool> AnswerWholeAsync(Behavior behavior)
    {
        await Task.Delay(_random.NextInteger(0, behavior == Behavior.Trickle ? 300 : 30));
        var tokens = behavior == Behavior.AnswerLong ? LongAnswerTokens : _random.NextInteger(1, 40);
        // Never as one string: what builds it would keep megabytes in the array pool, and hide a leak.
        var padding = behavior == Behavior.AnswerLong ? Padding : "";
        string[] pieces =
        [
            .. AnswerText.Whole(Enumerable.Range(0, tokens)
                .Select(i => AnswerText.Mark(_tryId, i) + padding)
                .Append(AnswerText.LastMark(_tryId, tokens))),
        ];
        var length = behavior == Behavior.AnswerUntilClose
            ? "Connection: close\r\n"
            : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {pieces.Sum(piece => piece.Length)}\r\n");
        await _connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{length}\r\n");
        var isBroken = IsBroken(behavior) || behavior == Behavior.StallAfterRole;
        foreach (var piece in isBroken ? pieces[..(pieces.Length / 2)] : pieces)
            await _connection.WriteAsync(piece);
        return isBroken
            ? await BreakWholeAsync(behavior)
            : behavior is not (Behavior.AnswerAndClose or Behavior.AnswerUntilClose);
    }

    private async Task<bool> BreakWholeAsync(Behavior behavior)
    {
        _account?.OnFault(Fault.Cut);
        if (behavior is Behavior.StallAfterRole or Behavior.StallWithin)
            await _connection.WaitUntilLeftAsync();
        else if (behavior == Behavior.FinWithin)
            await _connection.FinishAsync();
        else
            _connection.Reset();
        return false;
    }
}
