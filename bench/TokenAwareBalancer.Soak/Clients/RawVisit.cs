using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TokenAwareBalancer.Soak.Accounting;

namespace TokenAwareBalancer.Soak.Clients;

/// <summary>One connection of a client made of a socket: it can do everything that a client may not.</summary>
internal sealed class RawVisit : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly RequestBook _book;
    private readonly AnswerJudge _judge;
    private readonly SeededRandom _random;
    private readonly CancellationToken _limit;
    private readonly MemoryStream _received = new();

    public RawVisit(RequestBook book, AnswerJudge judge, SeededRandom random, CancellationToken limit)
    {
        _book = book;
        _judge = judge;
        _random = random;
        _limit = limit;
    }

    public async Task RunAsync(Uri address, Habit habit)
    {
        _socket.NoDelay = true;
        // So that a client that does not read is soon felt.
        _socket.ReceiveBufferSize = 16 * 1024;
        await _socket.ConnectAsync(IPAddress.Loopback, address.Port, _limit);
        var accounts = new List<RequestAccount> { _book.Begin(SoakRequest.Draw(_random)) };
        if (habit == Habit.Pipeline)
            accounts.Add(_book.Begin(SoakRequest.Draw(_random)));
        try
        {
            await ActAsync(accounts, habit);
        }
        catch (Exception exception) when (exception is SocketException && IsOnItsWayOut(habit))
        {
            Judge(accounts, habit);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            foreach (var account in accounts)
                _book.Close(account, RequestEnd.Unexplained, $"{habit}: {exception.Message}");
        }
    }

    public void Dispose() => _socket.Dispose();

    // Only these may find the connection broken while they still send.
    private static bool IsOnItsWayOut(Habit habit) => habit is Habit.SendTooMuch or Habit.SpeakNoHttp
        or Habit.SendTooLittle or Habit.Pipeline;

    private async Task ActAsync(List<RequestAccount> accounts, Habit habit)
    {
        var bytes = accounts.SelectMany((account, i) => Bytes(account, habit, isLast: i == accounts.Count - 1)).ToArray();
        switch (habit)
        {
            case Habit.LeaveSending:
                await SendAsync(bytes.AsMemory(0, _random.NextInteger(1, bytes.Length - 1)));
                break;
            case Habit.SendSlowly:
                await SendSlowlyAsync(bytes);
                break;
            default:
                await SendAsync(bytes);
                break;
        }

        if (habit is Habit.LeaveSending or Habit.LeaveEarly)
        {
            await Task.Delay(_random.NextInteger(0, 25), _limit);
            await LeaveAsync(accounts);
        }
        else if (habit == Habit.LeaveReading)
        {
            await ReadUpToAsync(habit, _random.NextInteger(1, 4000));
            await LeaveAsync(accounts);
        }
        else
        {
            if (habit == Habit.SendTooLittle)
                _socket.Shutdown(SocketShutdown.Send);
            await ReadUpToAsync(habit, int.MaxValue);
            Judge(accounts, habit);
        }
    }

    private static byte[] Bytes(RequestAccount account, Habit habit, bool isLast)
    {
        if (habit == Habit.SpeakNoHttp)
            return [.. Encoding.ASCII.GetBytes("HELO soak\r\n"), 0, 1, 2, .. "\r\n\r\n"u8];
        var body = habit switch
        {
            Habit.SendNoJson => "{\"model\":\"soak\",,}"u8.ToArray(),
            Habit.SendTooMuch => new byte[SoakBalancer.BodyLimitBytes + 1],
            _ => account.Request.Body(),
        };
        var announced = body.Length + (habit == Habit.SendTooLittle ? 10 : 0);
        return [
            .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"POST {account.Request.Path} HTTP/1.1\r\nHost: soak\r\nContent-Type: application/json\r\n"
                + $"{SoakRequest.IdHeader}: {account.Id}\r\nContent-Length: {announced}\r\n"
                + $"{(isLast ? "Connection: close\r\n" : "")}\r\n")),
            .. body];
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, _limit)..];
    }

    private async Task SendSlowlyAsync(byte[] bytes)
    {
        const int Pieces = 8;
        foreach (var piece in bytes.Chunk(bytes.Length / Pieces + 1))
        {
            await SendAsync(piece);
            await Task.Delay(_random.NextInteger(1, 40), _limit);
        }
    }

    /// <summary>Leaves: by a reset, by closing, or by saying that it has no more to say.</summary>
    private async Task LeaveAsync(List<RequestAccount> accounts)
    {
        switch (_random.NextInteger(0, 2))
        {
            case 0:
                _socket.LingerState = new LingerOption(true, 0);
                _socket.Dispose();
                break;
            case 1:
                _socket.Dispose();
                break;
            default:
                await HalfCloseAsync();
                break;
        }

        foreach (var account in accounts)
            _book.Close(account, RequestEnd.Aborted, "aborted");
    }

    private async Task HalfCloseAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            await ReadAsync(Habit.ReadAll, int.MaxValue);
        }
        catch (SocketException)
        {
            // The server may reset the connection of somebody who has left.
        }
    }

    private async Task ReadUpToAsync(Habit habit, int bytes)
    {
        try
        {
            await ReadAsync(habit, bytes);
        }
        catch (SocketException)
        {
            // Broken by the balancer: that is how it says that a whole answer will not come.
        }
    }

    private async Task ReadAsync(Habit habit, int bytes)
    {
        var buffer = new byte[habit == Habit.ReadSlowly ? 2048 : 16 * 1024];
        var pauseAt = habit == Habit.PauseReading ? _random.NextInteger(0, 20_000) : int.MaxValue;
        int read;
        while (_received.Length < bytes && (read = await _socket.ReceiveAsync(buffer, _limit)) > 0)
        {
            _received.Write(buffer, 0, read);
            if (habit == Habit.ReadSlowly)
                await Task.Delay(_random.NextInteger(0, 15), _limit);
            if (_received.Length < pauseAt)
                continue;
            pauseAt = int.MaxValue;
            await Task.Delay(SoakBalancer.LongerThanSilence, _limit);
        }
    }

    private void Judge(List<RequestAccount> accounts, Habit habit)
    {
        ReadOnlySpan<byte> rest = _received.ToArray();
        var isBroken = false;
        foreach (var account in accounts)
        {
            var answer = ReceivedAnswer.Take(ref rest);
            // The second of two in a pipeline goes down with the first one's connection.
            var (end, what) = isBroken && answer.Status == 0
                ? (RequestEnd.Explained, "lost behind a torn answer")
                : _judge.Judge(account, answer, habit);
            isBroken |= !answer.IsWhole;
            _book.Close(account, end, end == RequestEnd.Unexplained ? $"{habit}: {what}" : what);
        }
    }
}
