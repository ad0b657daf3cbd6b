namespace TokenAwareBalancer.Bench.Comparing;

/// <summary>Where the intervals of a comparison come from.</summary>
internal enum ComparisonMethod
{
    /// <summary>Student's t over the repeats.</summary>
    Repeats,

    /// <summary>A bootstrap over the requests that both answered: too few repeats to tell more.</summary>
    PairedRequests,
}
