using System.Net;
using System.Net.Sockets;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>An engine that refuses a prompt need not read it to its end.</summary>
/// <remarks>
/// That holds as far as the system's send buffer takes the rest of the body: the HTTP client reads no answer before it
/// has sent everything.
/// </remarks>
public sealed class EarlyAnswerTests : ServingTest
{
    private const int BodyBytes = 256 << 10;

    private static ReadOnlySpan<byte> Answer =>
        "HTTP/1.1 413 Too Large\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"too\":true}"u8;

    [Fact]
    public async Task Answer_GivenBeforeTheBodyIsRead_ReachesTheClientAndIsNotTriedAgain()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await StartAsync(options => options.Backends = [Option("b1", new Uri($"http://{listener.LocalEndPoint}/"))]);
        var asked = AskAsync(Wire.Post(Wire.ChatPath, Wire.Chat(content: new string('x', BodyBytes))));

        using var engine = await listener.AcceptAsync(Patience.Token);
        await engine.ReceiveAsync(new byte[1024], Patience.Token);
        await engine.SendAsync(Answer.ToArray(), Patience.Token);
        var answer = await asked;

        Assert.Equal((413, "{\"too\":true}", true), (answer.Status, answer.Text, answer.IsWhole));
        Assert.Equal("b1", answer.Header("x-balancer-backend"));
    }
}
