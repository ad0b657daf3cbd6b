namespace TokenAwareBalancer.Fleet;

/// <summary>A credential that cannot be printed by accident.</summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    public Secret(string value) => _value = value;

    /// <summary>The credential itself. Goes into an upstream request, never into a log, error or metric.</summary>
    public string Reveal() => _value;

    public bool Equals(Secret? other) => other is not null && _value == other._value;

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => "***";
}
