namespace TokenAwareBalancer.Load;

/// <summary>What bounds a load, besides the end of its list.</summary>
internal sealed record LoadLimits
{
    /// <summary>Nothing is bounded but by the list.</summary>
    public static LoadLimits None { get; } = new();

    public int MostRequests { get; init; } = int.MaxValue;

    /// <summary>How long requests are sent; null is until the list ends.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How long after the duration answers may still come before they are cancelled.</summary>
    public TimeSpan Grace { get; init; }

    /// <summary>What is due earlier fills the target and is not measured.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>An open loop sends nothing while so many are under way.</summary>
    public int MostInFlight { get; init; } = int.MaxValue;
}
