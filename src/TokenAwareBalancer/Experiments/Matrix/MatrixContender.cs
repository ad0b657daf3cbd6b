using TokenAwareBalancer.Experiments.Running;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>What one policy came to in a cell, all seeds together: as much of it as is judged and told.</summary>
internal sealed record MatrixContender(string Policy)
{
    /// <summary>Null when nothing was answered.</summary>
    public LatencySummary? FirstToken { get; init; }

    public LatencySummary? Whole { get; init; }

    /// <summary>To the subject's, by <see cref="Metric.All"/>; null for the subject itself.</summary>
    public IReadOnlyList<RatioInterval>? FirstTokenRatios { get; init; }

    public IReadOnlyList<RatioInterval>? WholeRatios { get; init; }

    public long Preemptions { get; init; }

    public int Refused { get; init; }

    public double? HitShare { get; init; }

    public double HeldPart { get; init; }

    /// <summary>Whether requests came faster than they were answered.</summary>
    public bool IsGrowing { get; init; }

    /// <summary>Whether engines were still filling, and it cannot be told what they are like when full.</summary>
    public bool IsFilling { get; init; }

    public static MatrixContender Of(PolicyOutcome policy, ComparedPolicies compared) => new(policy.Policy)
    {
        FirstToken = policy.FirstToken,
        Whole = policy.Whole,
        FirstTokenRatios = compared.Of(policy, ExperimentLatency.FirstToken),
        WholeRatios = compared.Of(policy, ExperimentLatency.Whole),
        Preemptions = policy.Preemptions,
        Refused = policy.Refused,
        HitShare = policy.HitShare,
        HeldPart = policy.HeldPart,
        IsGrowing = policy.IsGrowing,
        IsFilling = policy is { IsTooShort: true, IsGrowing: false },
    };
}
