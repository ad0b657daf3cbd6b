using System.Net.Sockets;

namespace TokenAwareBalancer.Load;

/// <summary>Tells from an exception what became of a connection.</summary>
internal static class ConnectionFault
{
    /// <param name="exception">What sending threw, before the head of an answer.</param>
    public static AnswerEnd BeforeAnswer(Exception exception) => exception switch
    {
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            AnswerEnd.Refused,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
        } => AnswerEnd.Unreachable,
        _ => AnswerEnd.Lost,
    };
}
