using TokenAwareBalancer.Receiving;

namespace TokenAwareBalancer.Forwarding;

/// <summary>Gives a request's body back as soon as nobody can need it again, long before a stream ends.</summary>
/// <remarks>
/// It is needed for another try, of which there is none once the client has seen a byte; and by the sender, until it
/// has read all. An engine may answer before it has been sent all: then the body stays until the answer ends.
/// </remarks>
internal sealed class BodyRelease
{
    private readonly Exchange _exchange;
    private readonly UpstreamBody _upstream;
    private bool _isDone;

    public BodyRelease(Exchange exchange, UpstreamBody upstream)
    {
        _exchange = exchange;
        _upstream = upstream;
    }

    public void TryRelease()
    {
        if (_isDone || !_exchange.Http.Response.HasStarted || !_upstream.IsReadWhole)
            return;
        _isDone = true;
        _exchange.ReleaseBody();
    }
}
