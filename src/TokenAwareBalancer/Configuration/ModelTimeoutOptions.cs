using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>Where a model is waited for longer, or shorter, than others.</summary>
internal sealed class ModelTimeoutOptions
{
    [Duration("The model's own timeouts.firstToken.", "1ms", "5m", WhenAbsent = "timeouts.firstToken")]
    public TimeSpan? FirstToken { get; set; }

    [Duration("The model's own timeouts.betweenTokens.", "1ms", "30s", WhenAbsent = "timeouts.betweenTokens")]
    public TimeSpan? BetweenTokens { get; set; }

    [Duration("The model's own timeouts.total.", "1ms", "2h", WhenAbsent = "timeouts.total")]
    public TimeSpan? Total { get; set; }
}
