using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Choosing;

/// <summary>Gives backends that recover their rising part of the traffic, exactly and evenly spaced.</summary>
/// <remarks>
/// Each request adds <c>share × weight / (weight of all)</c> to the backend's credit, and when that is a whole one, the
/// request is its own. So it gets that part whatever the policy is: a policy of least load would send an empty backend
/// everything, and to hide it from some requests would send it all the others. A backend that is probing begins with
/// the first request: only that can show whether it serves. Kept by slot; guarded by the gate's lock.
/// </remarks>
internal sealed class RisingShares
{
    private (double SinceSeconds, double Credit)[] _slots = [];

    /// <summary>Adds one request's credit.</summary>
    /// <param name="rising">A backend of <see cref="Standing.Rising"/>.</param>
    /// <param name="health">Its health.</param>
    /// <param name="share">The part of its fair share that it may have now, from 0 to 1.</param>
    /// <param name="otherWeight">The weight of those that are chosen by the policy.</param>
    /// <returns>Whether the request is its own.</returns>
    public bool IsItsTurn(in Candidate rising, HealthReading health, double share, double otherWeight)
    {
        if (_slots.Length <= rising.Slot)
            Array.Resize(ref _slots, rising.Slot + 1);
        ref var slot = ref _slots[rising.Slot];
        if (slot.SinceSeconds != health.SinceSeconds)
            slot = (health.SinceSeconds, health.State == HealthState.Probing ? 1 : 0);
        // What it could not take, for want of room, is not owed to it later, but for one.
        slot.Credit = Math.Min(2, slot.Credit + share * rising.Weight / (rising.Weight + otherWeight));
        return slot.Credit >= 1;
    }

    /// <summary>The turn is taken.</summary>
    public void Take(in Candidate rising) => _slots[rising.Slot].Credit--;
}
