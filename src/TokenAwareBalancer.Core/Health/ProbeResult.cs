namespace TokenAwareBalancer.Health;

/// <summary>What a probe found.</summary>
public enum ProbeResult
{
    /// <summary>It says that it serves.</summary>
    Good,

    /// <summary>It is there, and says that it cannot serve yet.</summary>
    Loading,

    /// <summary>No answer in time, or a bad one.</summary>
    Failed,

    /// <summary>Nobody is there: no connection could be made.</summary>
    Absent,

    /// <summary>Somebody is there who is not who it should be: no TLS connection could be agreed on.</summary>
    Untrusted,
}
