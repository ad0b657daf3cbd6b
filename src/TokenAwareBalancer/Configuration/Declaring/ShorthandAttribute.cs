namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The mapping may also be written as the value of one of its settings.</summary>
/// <param name="property">The property that takes the value.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ShorthandAttribute(string property) : Attribute
{
    public string Property { get; } = property;
}
