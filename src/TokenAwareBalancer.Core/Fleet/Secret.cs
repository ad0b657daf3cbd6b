namespace TokenAwareBalancer.Fleet;

/// <summary>A credential that cannot be printed by accident.</summary>
public sealed class Secret
{
    private readonly string _value;

    public Secret(string value) => _value = value;

    /// <summary>The credential itself. Goes into an upstream request, never into a log, error or metric.</summary>
    public string Reveal() => _value;

    public override string ToString() => "***";
}
