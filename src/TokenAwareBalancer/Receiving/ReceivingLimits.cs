namespace TokenAwareBalancer.Receiving;

/// <summary>What is taken in at most.</summary>
/// <param name="Places">How many requests may be here at once.</param>
/// <param name="Memory">What the bodies of all of them may take.</param>
/// <param name="BodyBytes">The largest body.</param>
/// <param name="Time">The total time of a request, of which its body may take all.</param>
internal sealed record ReceivingLimits(RequestPlaces Places, BodyMemory Memory, long BodyBytes, TimeSpan Time);
