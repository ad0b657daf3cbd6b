namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The list may also be written as its one item.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOrManyAttribute : Attribute;
