using System.Diagnostics.Metrics;

namespace TokenAwareBalancer.Fakes;

/// <summary>How many connections the web server has open on some ports, by its own count.</summary>
internal sealed class ServerConnections : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _open;

    /// <param name="ports">Of the server. Before any has been opened.</param>
    public ServerConnections(params int[] ports)
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "kestrel.active_connections")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, change, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "server.port" && ports.Contains((int)value!))
                    Interlocked.Add(ref _open, change);
            }
        });
        _listener.Start();
    }

    public long Open => Interlocked.Read(ref _open);

    public void Dispose() => _listener.Dispose();
}
