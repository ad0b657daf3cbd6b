using BenchmarkDotNet.Attributes;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Hashing;
using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Benchmarks.Choosing;

/// <summary>
/// One placement of a prompt of a hundred beginnings, looked up on all backends and remembered where it goes.
/// </summary>
[MemoryDiagnoser]
public class PrefixBenchmarks
{
    private const int Beginnings = 100;
    private const int Conversations = 2000;

    private AdmissionGate _gate = null!;
    private ServedModel _model = null!;
    private WorkEstimate[] _prompts = null!;
    private int _next;

    [Params(8, 256)]
    public int Backends { get; set; }

    /// <summary>How many of the beginnings all conversations have in common.</summary>
    [Params(0, 20)]
    public int Common { get; set; }

    [GlobalSetup]
    public void CreateFleet()
    {
        var backends = Enumerable.Range(0, Backends).Select(index => new Backend(
            new BackendDefinition { Name = $"b{index}", Address = new Uri("http://127.0.0.1:1") }));
        _gate = new AdmissionGate(
            new FleetSnapshot(backends, [], BalancingPolicies.Default), maxHeldRequests: 0, TimeProvider.System);
        _model = _gate.Fleet.FindModel("m"u8)!;
        var random = new Random(1);
        _prompts = [.. Enumerable.Range(0, Conversations).Select(_ => Prompt(random))];
        foreach (var prompt in _prompts)
            PlaceAndAnswer(prompt);
    }

    [Benchmark]
    public bool PlaceAndAnswer() => PlaceAndAnswer(_prompts[_next++ % Conversations]);

    [Benchmark]
    public bool PlaceAndAnswerWithoutBeginnings() =>
        PlaceAndAnswer(_prompts[_next++ % Conversations] with { Prefixes = default });

    private bool PlaceAndAnswer(in WorkEstimate work)
    {
        var lease = _gate.TryPlace(_model, work, []).Placement.Lease;
        lease.ReleasePrefill();
        return lease.Settle();
    }

    private WorkEstimate Prompt(Random random)
    {
        var hashes = new PrefixHash[Beginnings];
        for (var index = 0; index < Beginnings; index++)
        {
            var number = index < Common ? (ulong)index : (ulong)random.NextInt64();
            hashes[index] = new PrefixHash(new ContentHash(number, number * 31), (index + 1) * 160);
        }

        return new WorkEstimate(hashes[^1].EndTokens + 3, 200, WorkEstimate.Unlimited) { Prefixes = hashes };
    }
}
