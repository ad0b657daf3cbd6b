namespace TokenAwareBalancer.Health;

/// <summary>What the end of a try says of the backend's health.</summary>
public enum Verdict
{
    /// <summary>It served.</summary>
    Success,

    /// <summary>Nothing: the request was wrong, the backend busy, the client gone. Busy is not dead.</summary>
    Neutral,

    /// <summary>It did not serve, and should have.</summary>
    Failure,
}
