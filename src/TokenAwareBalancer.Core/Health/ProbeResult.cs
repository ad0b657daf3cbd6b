namespace TokenAwareBalancer.Health;

/// <summary>What a probe found.</summary>
public enum ProbeResult
{
    /// <summary>It says that it serves.</summary>
    Good,

    /// <summary>It is there, and says that it cannot serve yet.</summary>
    Loading,

    /// <summary>No answer, or a bad one.</summary>
    Failed,
}
