namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The setting, with all that is in it, takes effect at the next start; every other one at a reload.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NeedsRestartAttribute : Attribute;
