using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding;

/// <summary>A beginning of a prompt, up to the end of one of its pieces.</summary>
/// <param name="Hash">The same for every prompt that begins so, and as good as never for another.</param>
/// <param name="EndTokens">How many tokens of the prompt it is, by the count that was made last.</param>
public readonly record struct PrefixHash(ContentHash Hash, long EndTokens);
