using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>How backends are watched, and how much failure takes one out.</summary>
internal sealed class HealthOptions
{
    /// <summary>On: a backend that died while nobody asked it anything is known before somebody does.</summary>
    [Toggle("Ask each backend regularly whether it serves: GET /health, or /v1/models where there is no such path. "
        + "Never a completion.")]
    public bool Probes { get; set; } = true;

    /// <summary>Three failed ones in a row, and a backend is out after a quarter of a minute.</summary>
    [Duration("The time between two probes of a backend; a fifth of it while it is starting or ejected.", "100ms", "5s")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Health pages need no GPU: who takes longer is not well.</summary>
    [Duration("How long a probe may take.", "10ms", "2s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Replicas of the balancer that were started together must not ask together.</summary>
    [Number("By which part of itself the time between probes varies at random, up or down.",
        GreaterThan = 0, AtMost = 0.9, Example = 0.2)]
    public double Jitter { get; set; } = 0.2;

    [Text("The path to ask, below the backend's url.", TextPatterns.Line, TextPatterns.LineExpected,
        WhenAbsent = "health, else v1/models")]
    public string? Path { get; set; }

    [Integer("Failed probes in a row that eject a backend.", "probes", AtLeast = 1, AtMost = 1000, Example = 3)]
    public int FailedProbes { get; set; } = 3;

    [Integer("Good probes in a row that bring back a backend which could not be reached.", "probes",
        AtLeast = 1, AtMost = 1000, Example = 1)]
    public int GoodProbes { get; set; } = 1;

    [Duration("Over how long failures are weighed against successes.", "1s", "30s")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Two of two may be chance.</summary>
    [Integer("Fewer failures within the window never eject, unless they come in a row.", "failures",
        AtLeast = 1, AtMost = 100_000, Example = 5)]
    public int Failures { get; set; } = 5;

    [Number("The part of the window's outcomes that must be failures to eject.",
        GreaterThan = 0, AtMost = 1, Example = 0.5)]
    public double FailureShare { get; set; } = 0.5;

    [Integer("So many failures in a row eject, without a success between them.", "failures",
        AtLeast = 1, AtMost = 100_000, Example = 3)]
    public int FailuresInARow { get; set; } = 3;

    [Duration("How long others go first after one failure.", "0s", "1s")]
    public TimeSpan Suspicion { get; set; } = TimeSpan.FromSeconds(1);

    [Duration("How long the first ejection lasts; each further one twice as long.", "100ms", "5s")]
    public TimeSpan Ejection { get; set; } = TimeSpan.FromSeconds(5);

    [Duration("No ejection is longer; a backend that was healthy this long begins anew.", "100ms", "5m")]
    public TimeSpan LongestEjection { get; set; } = TimeSpan.FromMinutes(5);

    [Duration("How long a backend that serves again takes to get its whole share.", "0s", "30s")]
    public TimeSpan Recovery { get; set; } = TimeSpan.FromSeconds(30);

    [Number("The part of its share that a recovering backend begins with.", GreaterThan = 0, AtMost = 1, Example = 0.1)]
    public double FirstShare { get; set; } = 0.1;
}
