namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The value may not be shown, not even when it is wrong.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : Attribute;
