namespace TokenAwareBalancer.Health;

/// <summary>How much failure takes a backend out, and how it comes back.</summary>
public sealed record HealthSettings
{
    public static HealthSettings Default { get; } = new();

    /// <summary>Failures are weighed against successes over this long.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Fewer failures than this within the window never eject, unless they come in a row.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>The part of a window's outcomes that must be failures to eject, above 0 and at most 1.</summary>
    public double FailureShare { get; init; } = 0.5;

    /// <summary>So many failures in a row eject, without a success between them.</summary>
    public int FailuresInARow { get; init; } = 3;

    /// <summary>How long others go first after one failure.</summary>
    public TimeSpan Suspicion { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first ejection; each further one is twice as long.</summary>
    public TimeSpan Ejection { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>No ejection is longer; a backend that has been healthy this long begins anew.</summary>
    public TimeSpan LongestEjection { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a backend that serves again takes to get its whole share.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The part of its share that it begins with, above 0 and at most 1.</summary>
    public double FirstShare { get; init; } = 0.1;

    /// <summary>Failed probes in a row that eject.</summary>
    public int FailedProbes { get; init; } = 3;

    /// <summary>Good probes in a row that bring back a backend which could not be reached.</summary>
    public int GoodProbes { get; init; } = 1;
}
