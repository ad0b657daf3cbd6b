namespace TokenAwareBalancer.Health;

/// <summary>Who is chosen before whom, whatever their load. Less is first.</summary>
public enum Standing
{
    /// <summary>Chosen by the policy.</summary>
    Full,

    /// <summary>Gets a measured share while others are <see cref="Full"/>; else chosen by the policy.</summary>
    Rising,

    /// <summary>Chosen when nobody above has room.</summary>
    Doubtful,

    /// <summary>Chosen when nobody else is left: when all look bad, all are tried.</summary>
    LastResort,

    /// <summary>Never chosen.</summary>
    None,
}
