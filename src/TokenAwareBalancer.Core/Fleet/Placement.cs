namespace TokenAwareBalancer.Fleet;

/// <summary>A decision, already charged: the lease on the chosen backend.</summary>
/// <param name="Model">The model, whose other backends are the fallbacks.</param>
/// <param name="Lease">Must be settled by whoever holds the placement.</param>
public readonly record struct Placement(ServedModel Model, Lease Lease)
{
    public Backend Backend => Lease.Backend;
}
