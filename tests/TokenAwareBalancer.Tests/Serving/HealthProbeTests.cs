using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Serving;

/// <summary>Traffic that fails calls for a probe, which is not due for an hour.</summary>
public sealed class HealthProbeTests : ServingTest
{
    private const string Health = "GET /health HTTP/1.1";

    private static HealthOptions RareProbes => new()
    {
        Interval = TimeSpan.FromHours(1),
        Ejection = TimeSpan.FromHours(1),
        LongestEjection = TimeSpan.FromHours(1),
    };

    [Fact]
    public async Task Probe_StreamIsCut_ComesAtOnce()
    {
        var backend = Backend(CutAsync);
        await StartAsync(options => options.Health = RareProbes, backend);
        await Patience.UntilAsync(() => Probes(backend) == 1);

        await AskChatAsync(stream: true);
        await Patience.UntilAsync(() => Probes(backend) == 2);

        Assert.Equal(2, Probes(backend));
    }

    /// <summary>Its health page was good all the time: it says nothing of answers.</summary>
    [Fact]
    public async Task Probe_BackendEjectedByCutStreamsIsStillThere_ComesAtOnceAndLeavesItOut()
    {
        var backend = Backend(CutAsync);
        await StartAsync(options => options.Health = RareProbes, backend);
        await Patience.UntilAsync(() => Probes(backend) == 1);

        for (var cuts = 0; cuts < RareProbes.FailuresInARow; cuts++)
        {
            await AskChatAsync(stream: true);
            await Patience.UntilAsync(() => Probes(backend) >= 2);
        }

        await Patience.UntilAsync(() => Read().State == HealthState.Ejected);
        await Patience.UntilAsync(() => Probes(backend) >= 3);
        Assert.Equal((HealthState.Ejected, HealthReason.Cut), (Read().State, Read().Reason));
    }

    private HealthReading Read() => Gate.Fleet.Backends[0].Health.Read(Gate.NowSeconds);

    private static int Probes(ScriptedBackend backend) =>
        backend.Requests.Count(request => request.Lines[0] == Health);

    private static async Task CutAsync(BackendExchange exchange)
    {
        if (exchange.Request.Lines[0] == Health)
        {
            await exchange.AnswerAsync("""{"status":"ok"}""");
            return;
        }
        await exchange.BeginStreamAsync();
        await exchange.WriteChunkAsync("""data: {"choices":[{"index":0,"delta":{"content":"One"}}]}""" + "\n\n");
        exchange.Reset();
    }
}
