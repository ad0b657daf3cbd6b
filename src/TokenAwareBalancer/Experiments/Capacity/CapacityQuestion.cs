namespace TokenAwareBalancer.Experiments.Capacity;

/// <summary>What is to be found.</summary>
/// <param name="Condition">That every seed must hold.</param>
/// <param name="RatePerSecond">For the fewest engines; null asks for the highest rate of the fleet as it is.</param>
internal sealed record CapacityQuestion(CapacityCondition Condition, double? RatePerSecond);
