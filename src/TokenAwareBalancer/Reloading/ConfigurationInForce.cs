namespace TokenAwareBalancer.Reloading;

/// <summary>The configuration of the moment.</summary>
/// <remarks>Replaced whole, by the <see cref="ConfigurationSwap"/> alone; read by anybody at any time.</remarks>
internal sealed class ConfigurationInForce(RunningConfiguration configuration)
{
    private volatile RunningConfiguration _current = configuration;

    /// <summary>The one that the process was started with: what needs a restart is still as this says.</summary>
    public RunningConfiguration Started { get; } = configuration;

    public RunningConfiguration Current
    {
        get => _current;
        internal set => _current = value;
    }
}
