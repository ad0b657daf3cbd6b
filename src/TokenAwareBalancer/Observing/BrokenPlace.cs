namespace TokenAwareBalancer.Observing;

/// <summary>Where a stream broke, as its client sees it.</summary>
/// <param name="IsInsideEvent">The client stands in the middle of an event.</param>
/// <param name="NextSequenceNumber">What the next event would be numbered, in an API that numbers them.</param>
internal readonly record struct BrokenPlace(bool IsInsideEvent, long NextSequenceNumber);
