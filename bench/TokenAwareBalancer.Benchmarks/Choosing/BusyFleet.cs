using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Benchmarks.Choosing;

/// <summary>Backends with 1,000 requests in flight, of which one in ten waits for its first content.</summary>
internal sealed class BusyFleet
{
    private static readonly EngineSpeed[] Speeds =
        [.. Enumerable.Range(0, 4).Select(index => EngineSpeed.Prior with { Class = $"class {index}" })];

    public BusyFleet(int backends, string policy)
    {
        var fleet = new FleetSnapshot(Enumerable.Range(0, backends).Select(Create), [], policy);
        Gate = new AdmissionGate(fleet, maxHeldRequests: 0, TimeProvider.System);
        Model = fleet.FindModel("m"u8)!;
        for (var request = 0; request < 1000; request++)
            Stream(request);
    }

    public AdmissionGate Gate { get; }

    public ServedModel Model { get; }

    public Lease Place(long promptTokens, long outputTokens) => Gate
        .TryPlace(Model, new WorkEstimate(promptTokens, outputTokens, WorkEstimate.Unlimited), []).Placement.Lease;

    /// <summary>They differ in everything: how much they have, what they last said, how fast they are.</summary>
    public Candidate[] Describe() => [.. Model.Backends.Select((backend, slot) =>
        new Candidate(slot, 1, backend.Ledger.Read())
        {
            Head = backend.Watch.ReadHead(Gate.NowSeconds),
            Streams = backend.Watch.Streams,
            Engine = backend.Engine,
            CachedTokens = slot % 3 * 300,
            Speed = Speeds[slot * 4 / Model.Backends.Length],
        })];

    private void Stream(int request)
    {
        var lease = Place(request * 37 % 4000, request * 53 % 900);
        if (request % 10 == 0)
            return;
        lease.ReleasePrefill();
        lease.ObserveOutput(request % 300);
    }

    private static Backend Create(int index) => new(
        new BackendDefinition { Name = $"b{index}", Address = new Uri("http://127.0.0.1:1") })
    {
        Engine = new EngineState
        {
            Engine = "vLLM",
            Running = index % 50,
            Waiting = index % 3,
            KvUse = index % 10 / 10.0,
            ScrapedAtSeconds = 0,
            FreshForSeconds = 1,
        },
    };
}
