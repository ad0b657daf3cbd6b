using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TokenAwareBalancer.Hosting;

/// <summary>A bound on open connections over several listeners. Thread-safe.</summary>
/// <remarks>The web server's own limit counts for each listener apart: three of them could open three times as many.</remarks>
internal sealed class ConnectionPlaces
{
    private readonly long _most;
    private long _open;

    /// <param name="most">Null for no bound.</param>
    public ConnectionPlaces(long? most) => _most = most ?? long.MaxValue;

    public long Open => Volatile.Read(ref _open);

    /// <summary>Closes connections of this listener that come when there is no place. Before anything else is used.</summary>
    public void Guard(ListenOptions listen) => listen.Use(next => async connection =>
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= _most)
                await next(connection);
            else
                connection.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    });
}
