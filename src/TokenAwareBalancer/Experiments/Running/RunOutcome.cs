using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Statistics;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>What one run came to.</summary>
internal sealed record RunOutcome
{
    public required RunKey Key { get; init; }

    public required double RatePerSecond { get; init; }

    /// <summary>Null once released.</summary>
    public required RunLatencies? Latencies { get; init; }

    /// <summary>Null when nothing was answered.</summary>
    public required LatencySummary? FirstToken { get; init; }

    /// <summary>Null when no answer has two tokens.</summary>
    public required LatencySummary? PerToken { get; init; }

    public required LatencySummary? Whole { get; init; }

    /// <summary>Requests.</summary>
    public required int Measured { get; init; }

    /// <summary>Means of the same requests alone on the fastest engine.</summary>
    public required (double FirstTokenSeconds, double WholeSeconds) Isolated { get; init; }

    /// <summary>Answers that kept the objective.</summary>
    public required int Good { get; init; }

    public required int Refused { get; init; }

    public required int Held { get; init; }

    /// <summary>Of complete answers; nobody computed those of the others.</summary>
    public required long PromptTokens { get; init; }

    /// <summary>Those of them that engines found in their caches.</summary>
    public required long CachedTokens { get; init; }

    /// <summary>Over the whole run, the warm-up included.</summary>
    public required long Preemptions { get; init; }

    /// <summary>By backend.</summary>
    public required int[] Answers { get; init; }

    public required BacklogGrowth Growth { get; init; }

    /// <summary>Null except for the first seed.</summary>
    public BackendTimeline[]? Timelines { get; init; }

    /// <summary>Null unless they are asked for, and once released.</summary>
    public RequestRecord[]? Records { get; init; }

    public required int Simulated { get; init; }

    public required double WallSeconds { get; init; }
}
