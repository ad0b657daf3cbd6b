namespace TokenAwareBalancer.Engine;

/// <summary>A request whose client went away.</summary>
/// <param name="After">Real time since the request arrived.</param>
/// <param name="TokensGenerated">Tokens of each choice that had been computed by then.</param>
internal readonly record struct EngineCancellation(TimeSpan After, int TokensGenerated);
