using TokenAwareBalancer.Discovering.Engines;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>Where was looked, and what was there.</summary>
internal sealed record Place(SoughtEngine Sought, EngineFinding Found);
