using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Forwarding;

namespace TokenAwareBalancer.Observing;

public sealed class TryObservationTests
{
    [Fact]
    public async Task Dispose_AnswerWasCutWithinAnEvent_GivesBackWhatWasHeldOfIt()
    {
        var backend = new Backend(new BackendDefinition { Name = "b", Address = new Uri("http://127.0.0.1:1") });
        var gate = new AdmissionGate(new FleetSnapshot([backend], [], BalancingPolicies.Default), 0, TimeProvider.System);
        var lease = gate.TryPlace(gate.Fleet.AnyModel, WorkEstimate.RequestOnly, []).Placement.Lease;
        using var deadline = new TryDeadline(TimeProvider.System, null, null, TimeSpan.FromHours(1), CancellationToken.None);
        var observation = new TryObservation(lease, deadline, TimeProvider.System, CancellationToken.None);
        var body = observation.OnHeaders(
            AnswerFormat.EventStream, Stream.Null, removesUsageEvent: true, holdsBeginning: false);
        await body.WriteAsync("data: {\"cho"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.False(observation.Answer!.HeldBytes.IsEmpty);

        observation.Dispose();

        Assert.True(observation.Answer.HeldBytes.IsEmpty);
        lease.Settle();
    }
}
