using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Attacks;

/// <summary>Each attack, at the rate that its row in <c>docs/attacks.md</c> names.</summary>
internal static class Attackers
{
    private const string Post = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n";
    private const int Many = 1000;

    private static readonly byte[] Block =
        Http2Frames.Request("POST", "/v1/chat/completions", ("content-type", "application/json"));

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private static readonly Dictionary<string, Func<Targets, CancellationToken, Task>> ByName = new()
    {
        ["nothing"] = static (_, _) => Task.CompletedTask,
        ["slow heads"] = static (to, over) => DripAsync(to.Http1, "POST /v1/chat/completions HTTP/1.1\r\nx: ", over),
        ["slow bodies"] = static (to, over) => DripAsync(to.Http1, Post + "Content-Length: 60000000\r\n\r\n", over),
        ["idle connections"] = static (to, over) => DripAsync(to.Http1, "", over),
        ["connection flood"] = static (to, over) => RepeatAsync(to.Http1, 5, static _ => [], over),
        ["unread streams"] = static (to, over) => DripAsync(
            to.Http1, Request("""{"model":"m","stream":true,"max_tokens":100,"messages":[{"role":"user","content":"go on"}]}"""), over),
        ["rapid reset"] = static (to, over) => FloodAsync(to.Http2, static stream => [
            .. Http2Frames.Headers(stream, Block, endStream: false), .. Http2Frames.ResetStream(stream)], 100, over),
        ["ping flood"] = static (to, over) => FloodAsync(to.Http2, static _ => Http2Frames.Ping(), 200, over),
        ["settings flood"] = static (to, over) => FloodAsync(
            to.Http2, static _ => Http2Frames.Settings([(4, 65_535)]), 200, over),
        ["endless headers"] = static (to, over) => FloodAsync(to.Http2, static stream => stream == 1
            ? Http2Frames.Headers(1, Block, endHeaders: false)
            : Http2Frames.Continuation(1, Http2Frames.Literal("x", new string('x', 2000))), 10, over),
        ["bodies too large"] = static (to, over) => RepeatAsync(
            to.Http1, 1, static _ => Bytes(Post + "Content-Length: 100000000\r\n\r\n" + new string(' ', 100_000)), over),
        ["json bombs"] = static (to, over) => RepeatAsync(to.Http1, 1, static i => Bytes(Request(i % 2 == 0
            ? """{"model":"m","messages":""" + new string('[', 100_000)
            : $$"""{"model":"no","max_tokens":{{new string('9', 100_000)}},"messages":[]}""")), over),
        ["made-up models"] = static (to, over) => RepeatAsync(to.Http1, 5, static i => Bytes(Request(
            string.Create(CultureInfo.InvariantCulture, $$"""{"model":"made-up-{{i}}","messages":[]}"""))), over),
        ["operators' port"] = static (to, over) => RepeatAsync(to.Admin, 5, static i => Bytes(string.Create(
            CultureInfo.InvariantCulture, $"GET /admin/{i} HTTP/1.1\r\nHost: localhost\r\n\r\n")), over),
    };

    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys];

    public static async Task<int> RunAsync(string attack, Targets targets, TimeSpan time)
    {
        using var over = new CancellationTokenSource(time);
        await ByName[attack](targets, over.Token);
        return 0;
    }

    /// <summary>A thousand connections, each of which begins and then sends a byte a second; those closed come again.</summary>
    private static async Task DripAsync(Uri address, string begin, CancellationToken over)
    {
        var sockets = new Socket?[Many];
        for (var round = 0; !over.IsCancellationRequested; round++)
        {
            for (var i = 0; i < Many; i++)
            {
                if (sockets[i] is null || (begin.Length > 0 && !TrySend(sockets[i]!, " "u8.ToArray())))
                    sockets[i] = await TryConnectAsync(address, Bytes(begin));
            }

            await PauseAsync(TimeSpan.FromSeconds(1), over);
        }

        foreach (var socket in sockets)
            socket?.Dispose();
    }

    /// <summary>A hundred times a second some connections, each with one request, closed a second later.</summary>
    private static async Task RepeatAsync(Uri address, int each, Func<int, byte[]> request, CancellationToken over)
    {
        var open = new Queue<Socket?>();
        for (var number = 0; !over.IsCancellationRequested;)
        {
            for (var i = 0; i < each; i++)
                open.Enqueue(await TryConnectAsync(address, request(number++)));
            while (open.Count > 100 * each)
                open.Dequeue()?.Dispose();
            await PauseAsync(Tick, over);
        }
    }

    /// <summary>A hundred times a second so many frames, on one connection as long as it lasts. Nothing is read.</summary>
    private static async Task FloodAsync(Uri address, Func<int, byte[]> frame, int each, CancellationToken over)
    {
        Socket? socket = null;
        for (var stream = 1; !over.IsCancellationRequested; await PauseAsync(Tick, over))
        {
            if (socket is null)
                (socket, stream) = (await TryConnectAsync(address, [.. Http2Frames.Preface, .. Http2Frames.Settings()]), 1);
            for (var i = 0; i < each && socket is not null; i++, stream += 2)
            {
                if (!TrySend(socket, frame(stream)))
                    socket = null;
            }
        }
    }

    private static async Task<Socket?> TryConnectAsync(Uri address, byte[] begin)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, address.Port);
            socket.SendTimeout = 1000;
            return TrySend(socket, begin) ? socket : null;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static bool TrySend(Socket socket, byte[] bytes)
    {
        try
        {
            return socket.Send(bytes) == bytes.Length;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }

    private static Task PauseAsync(TimeSpan time, CancellationToken over) =>
        Task.Delay(time, over).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private static string Request(string body) =>
        string.Create(CultureInfo.InvariantCulture, $"{Post}Content-Length: {body.Length}\r\n\r\n{body}");

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
