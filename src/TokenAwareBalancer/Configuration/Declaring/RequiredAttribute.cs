namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The setting must be there; a list must have an item.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RequiredAttribute : Attribute
{
    /// <summary>The key, in the same group, that may stand there instead; null when there is none.</summary>
    public string? Unless { get; init; }
}
