using System.Net.Sockets;
using Yarp.ReverseProxy.Forwarder;

namespace TokenAwareBalancer.Forwarding;

/// <summary>What the forwarder's errors mean for whether and how a request can go on.</summary>
internal static class TransportResults
{
    /// <summary>An answer had begun: its head was understood.</summary>
    public static TransportResult OfAnswer(ForwarderError error, bool isAbortPending)
    {
        if (isAbortPending)
            return TransportResult.Cut;
        return error switch
        {
            ForwarderError.None => TransportResult.Completed,
            ForwarderError.ResponseHeaders => TransportResult.Invalid,
            // Cut after its headers, before a byte of its body: the forwarder has taken the headers back.
            ForwarderError.ResponseBodyDestination => TransportResult.Cut,
            // The backend answered whole without reading the whole request, as with a 413: its answer stands. (If it
            // closes before the client library has sent what the sockets' buffers do not hold, no answer is seen.)
            _ => TransportResult.Completed,
        };
    }

    /// <summary>No answer had begun.</summary>
    /// <param name="error">What the forwarder says.</param>
    /// <param name="exception">The reason, if it has one.</param>
    /// <param name="hasAnswerByte">Whether a byte of an answer came.</param>
    /// <exception cref="InvalidOperationException">Nothing was wrong with the connection: sending again, or blaming a
    /// backend, would hide a defect of ours.</exception>
    public static TransportResult OfConnection(ForwarderError error, Exception? exception, bool hasAnswerByte)
    {
        // Nothing but the connect time-out runs in the handler.
        if (error == ForwarderError.RequestTimedOut)
            return TransportResult.Unreachable;
        switch ((exception as HttpRequestException)?.HttpRequestError)
        {
            case HttpRequestError.ConnectionError:
            case HttpRequestError.NameResolutionError:
                return TransportResult.Unreachable;
            case HttpRequestError.SecureConnectionError:
                return TransportResult.Untrusted;
            case HttpRequestError.InvalidResponse:
            case HttpRequestError.ConfigurationLimitExceeded:
                return TransportResult.Invalid;
        }

        if (!IsOfConnection(exception))
            throw new InvalidOperationException($"The request could not be sent ({error}).", exception);
        return hasAnswerByte ? TransportResult.Cut : TransportResult.Lost;
    }

    private static bool IsOfConnection(Exception? exception) => exception switch
    {
        null => false,
        IOException or SocketException => true,
        AggregateException several => several.InnerExceptions.Any(IsOfConnection),
        _ => IsOfConnection(exception.InnerException),
    };
}
