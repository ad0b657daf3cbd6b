namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The setting must be there; a list must have an item.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RequiredAttribute : Attribute;
