using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

/// <summary>A backend that could take the request, as plain data.</summary>
/// <param name="Slot">Its position among the backends of the model: a policy may keep state by it.</param>
/// <param name="Weight">Relative capacity, greater than 0.</param>
/// <param name="InFlight">Its ledger at the moment of the choice.</param>
public readonly record struct Candidate(int Slot, double Weight, LedgerEntry InFlight);
