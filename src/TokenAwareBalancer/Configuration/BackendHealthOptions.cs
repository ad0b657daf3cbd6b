using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>Where one backend is watched otherwise than the others.</summary>
internal sealed class BackendHealthOptions
{
    [Toggle("Ask this backend regularly whether it serves.", WhenAbsent = "health.probes")]
    public bool? Probes { get; set; }

    [Duration("The time between two probes.", "100ms", "5s", WhenAbsent = "health.interval")]
    public TimeSpan? Interval { get; set; }

    [Duration("How long a probe may take.", "10ms", "2s", WhenAbsent = "health.timeout")]
    public TimeSpan? Timeout { get; set; }

    [Text("The path to ask, below the backend's url.", TextPatterns.Line, TextPatterns.LineExpected,
        WhenAbsent = "health.path")]
    public string? Path { get; set; }

    [Integer("Failed probes in a row that eject it.", "probes",
        AtLeast = 1, AtMost = 1000, Example = 3, WhenAbsent = "health.failedProbes")]
    public int? FailedProbes { get; set; }

    [Integer("So many failures in a row eject it.", "failures",
        AtLeast = 1, AtMost = 100_000, Example = 3, WhenAbsent = "health.failuresInARow")]
    public int? FailuresInARow { get; set; }

    [Duration("How long its first ejection lasts.", "100ms", "5s", WhenAbsent = "health.ejection")]
    public TimeSpan? Ejection { get; set; }

    [Duration("How long it takes to get its whole share again.", "0s", "30s", WhenAbsent = "health.recovery")]
    public TimeSpan? Recovery { get; set; }
}
