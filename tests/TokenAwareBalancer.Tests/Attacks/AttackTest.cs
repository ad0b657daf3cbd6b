using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Attacks;

/// <summary>
/// A balancer under attack: whatever an attacker sends, others are served, memory stays bounded, and afterwards nothing
/// is left. Port 0 of the data ports speaks HTTP/1.1, port 1 HTTP/2.
/// </summary>
public abstract class AttackTest : ServingTest
{
    private readonly List<IDisposable> _attackers = [];
    private ServerConnections? _connections;

    private protected ScriptedBackend Honest { get; private set; } = null!;

    private protected Uri Http2Address => Balancer.DataAddresses[1];

    /// <summary>Open connections of both data ports, the test's own included.</summary>
    private protected long Connections => _connections!.Open;

    private protected async Task StartUnderAttackAsync(Action<BalancerOptions>? configure = null)
    {
        Honest = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(
            options =>
            {
                options.Listen = [.. options.Listen, new() { Address = FreePort, Protocols = HttpVersions.Http2 }];
                configure?.Invoke(options);
            },
            Honest);
        _connections = new ServerConnections(Address.Port, Http2Address.Port);
    }

    private protected async Task<RawHttp2Client> AttackHttp2Async(params (ushort Name, uint Value)[] settings) =>
        Remember(await RawHttp2Client.ConnectAsync(Http2Address, settings));

    private protected async Task<RawClient> AttackAsync() => Remember(await RawClient.ConnectAsync(Address));

    private protected T Remember<T>(T attacker)
        where T : IDisposable
    {
        lock (_attackers)
            _attackers.Add(attacker);
        return attacker;
    }

    /// <summary>A client of another connection is served.</summary>
    private protected async Task AssertOthersAreServedAsync()
    {
        using var client = await RawClient.ConnectAsync(Address);
        Assert.Equal(200, (await client.AskAsync(Wire.PostChat())).Status);
    }

    /// <summary>Only what honest clients asked has come to the backend.</summary>
    private protected void AssertBackendSaw(int requests) => Assert.Equal(requests, Honest.Requests.Length);

    /// <summary>Ends the attackers' connections, and waits until the balancer has noticed.</summary>
    private protected async Task AssertNothingIsLeftAsync()
    {
        DisposeClients();
        await Patience.UntilAsync(() => Connections == 0 && Taken == default);
        Assert.Equal((0, default), (Connections, Taken));
        await AssertSettledAsync();
        Assert.DoesNotContain(Log.Lines, line => line.IsBalancers && line.Level >= LogLevel.Error);
    }

    /// <summary>Live memory of the process, the attacker's own part included.</summary>
    private protected static long LiveBytes() => GC.GetTotalMemory(forceFullCollection: true);

    private protected static TimeSpan Since(long timestamp) => Stopwatch.GetElapsedTime(timestamp);

    private protected static ListenAddress FreePort { get; } = ListenAddress.Parse("127.0.0.1:0", out _)!.Value;

    private protected override void DisposeClients()
    {
        lock (_attackers)
        {
            _attackers.ForEach(attacker => attacker.Dispose());
            _attackers.Clear();
        }
    }
}
