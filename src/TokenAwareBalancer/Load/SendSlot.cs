namespace TokenAwareBalancer.Load;

/// <summary>A request's place in a load.</summary>
/// <param name="Index">Which request of the list, from 0.</param>
/// <param name="DueTimestamp">
/// When it should be sent. All its times are measured from here, so that a client that is late, because the target or
/// the machine is slow, does not hide it (coordinated omission).
/// </param>
/// <param name="IsMeasured">Whether it is part of the result.</param>
internal readonly record struct SendSlot(int Index, long DueTimestamp, bool IsMeasured);
