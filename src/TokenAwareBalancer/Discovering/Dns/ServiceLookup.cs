using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace TokenAwareBalancer.Discovering.Dns;

/// <summary>Asks DNS servers for SRV records, which the framework cannot.</summary>
/// <remarks>
/// Over UDP, from a port and with a number that cannot be guessed, on a socket that takes packets of the server alone;
/// what is no answer to the question is not looked at. Over TCP when the answer does not fit. Each server is tried
/// twice, in turns.
/// </remarks>
internal static class ServiceLookup
{
    private const int Rounds = 2;
    private const int MostUdpBytes = 4096;

    /// <summary>The records of a name, or of the first of its longer forms that has some.</summary>
    /// <param name="settings">Whom to ask.</param>
    /// <param name="name">With or without the domains that are searched.</param>
    /// <param name="timeout">Of each name, over all servers.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Empty when there is no such name, or it has no such records.</returns>
    /// <exception cref="IOException">No server could say.</exception>
    public static async Task<IReadOnlyList<ServiceRecord>> LookUpAsync(
        ResolverSettings settings, string name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        IOException? problem = null;
        foreach (var whole in settings.NamesOf(name))
        {
            try
            {
                var limit = timeout / (Rounds * settings.Servers.Count);
                var records = await AskAsync(settings, whole, limit, cancellationToken);
                if (records.Count > 0)
                    return records;
            }
            catch (IOException exception)
            {
                // One search domain that nobody answers for says nothing of the others.
                problem ??= exception;
            }
        }

        return problem is null ? [] : throw problem;
    }

    private static async Task<IReadOnlyList<ServiceRecord>> AskAsync(
        ResolverSettings settings, string name, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var problem = "";
        foreach (var server in Enumerable.Repeat(settings.Servers, Rounds).SelectMany(servers => servers))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeout);
            try
            {
                var answer = await AskAsync(server, name, limit.Token);
                if (answer.Code is DnsCode.NoError or DnsCode.NoSuchName)
                    return answer.Records;
                problem = $"{server} answered {answer.Code}";
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                problem = $"{server} did not answer";
            }
            catch (Exception exception) when (exception is SocketException or DnsFormatException or IOException)
            {
                problem = $"{server}: {exception.Message}";
            }
        }

        throw new IOException(problem);
    }

    private static async Task<ServiceAnswer> AskAsync(
        IPEndPoint server, string name, CancellationToken cancellationToken)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var question = ServiceMessage.WriteQuestion(id, name)
            ?? throw new DnsFormatException($"\"{name}\" is no name that DNS could have.");
        var answer = await AskByUdpAsync(server, question, id, name, cancellationToken);
        return answer.IsTruncated ? await AskByTcpAsync(server, question, id, name, cancellationToken) : answer;
    }

    private static async Task<ServiceAnswer> AskByUdpAsync(
        IPEndPoint server, byte[] question, ushort id, string name, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(question, cancellationToken);
        var buffer = new byte[MostUdpBytes];
        while (true)
        {
            var bytes = await socket.ReceiveAsync(buffer, cancellationToken);
            if (ServiceMessage.ReadAnswer(buffer.AsSpan(0, bytes), id, name) is { } answer)
                return answer;
        }
    }

    private static async Task<ServiceAnswer> AskByTcpAsync(
        IPEndPoint server, byte[] question, ushort id, string name, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);
        // RFC 1035, 4.2.2: each message after its length.
        var framed = new byte[question.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancellationToken);
        var length = new byte[2];
        await stream.ReadExactlyAsync(length, cancellationToken);
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(message, cancellationToken);
        return ServiceMessage.ReadAnswer(message, id, name) is { IsTruncated: false } answer
            ? answer
            : throw new DnsFormatException("What came over TCP is no answer.");
    }
}
