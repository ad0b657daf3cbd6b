namespace TokenAwareBalancer.Health;

/// <summary>Why a backend came into its state.</summary>
public enum HealthReason
{
    /// <summary>It is new in the fleet.</summary>
    New,

    /// <summary>It answered a probe, or a request, well.</summary>
    Serving,

    /// <summary>It answers probes by saying that it is loading.</summary>
    Loading,

    /// <summary>A probe found nobody, or no good answer in time.</summary>
    ProbeFailed,

    /// <summary>No connection could be made.</summary>
    Unreachable,

    /// <summary>It was reached, and it is not who it should be: no TLS connection could be agreed on.</summary>
    Untrusted,

    /// <summary>It closed the connection before an answer.</summary>
    Lost,

    /// <summary>It answered with a server error.</summary>
    ServerError,

    /// <summary>It sent nothing for too long.</summary>
    Stalled,

    /// <summary>It broke off within an answer, or sent what is no answer.</summary>
    Cut,

    /// <summary>The time that it was to spend in its last state is over.</summary>
    TimeOver,

    /// <summary>The operator asked for it.</summary>
    Operator,
}
