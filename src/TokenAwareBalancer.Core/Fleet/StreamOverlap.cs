namespace TokenAwareBalancer.Fleet;

/// <summary>What a new answer and those already in flight will have in common, while both last.</summary>
/// <param name="Tokens">Σ m: m is the shorter of what is left of the one in flight and of the new one, in tokens.</param>
/// <param name="ContextTokens">Σ m·(ctx + m/2): the tokens that those in flight read of their contexts meanwhile.</param>
/// <param name="HalfSquares">Σ m²/2: what the new one's own context grows by meanwhile, for each of them.</param>
public readonly record struct StreamOverlap(double Tokens, double ContextTokens, double HalfSquares);
