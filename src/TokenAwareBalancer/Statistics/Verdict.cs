namespace TokenAwareBalancer.Statistics;

/// <summary>What a comparison over seeds lets one say.</summary>
internal enum Verdict
{
    /// <summary>Too small, or too different from seed to seed: nothing can be claimed.</summary>
    Even,

    Better,

    Worse,
}
