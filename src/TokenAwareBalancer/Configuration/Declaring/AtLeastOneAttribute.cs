namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The list, if it is there, must have an item.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AtLeastOneAttribute : Attribute;
