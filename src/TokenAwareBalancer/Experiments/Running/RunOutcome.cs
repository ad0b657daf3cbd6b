using TokenAwareBalancer.Simulating;

namespace TokenAwareBalancer.Experiments.Running;

/// <summary>What one run came to. Arrays are by measured request; NaN for what a request does not have.</summary>
internal sealed class RunOutcome
{
    public required RunKey Key { get; init; }

    public required double RatePerSecond { get; init; }

    public required double[] FirstTokenSeconds { get; init; }

    public required double[] PerTokenSeconds { get; init; }

    public required double[] WholeSeconds { get; init; }

    /// <summary>Means of the same requests alone on the fastest engine.</summary>
    public required (double FirstTokenSeconds, double WholeSeconds) Isolated { get; init; }

    /// <summary>Answers that kept the objective.</summary>
    public required int Good { get; init; }

    public required int Refused { get; init; }

    public required int Held { get; init; }

    public required long PromptTokens { get; init; }

    public required long CachedTokens { get; init; }

    public required long OutputTokens { get; init; }

    /// <summary>Over the whole run, the warm-up included.</summary>
    public required long Preemptions { get; init; }

    /// <summary>By backend.</summary>
    public required int[] Answers { get; init; }

    public required BacklogGrowth Growth { get; init; }

    /// <summary>Null except for the first seed.</summary>
    public BackendTimeline[]? Timelines { get; init; }

    /// <summary>Null unless they are asked for.</summary>
    public RequestRecord[]? Records { get; init; }

    public required int Simulated { get; init; }

    public required double WallSeconds { get; init; }

    public int Measured => FirstTokenSeconds.Length;
}
