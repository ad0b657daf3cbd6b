namespace TokenAwareBalancer.Engine.Identities;

/// <summary>What an engine's pages tell of it, whichever engine it passes for.</summary>
/// <param name="Models">The models it lists.</param>
/// <param name="ContextTokens">
/// The longest prompt and answer that it takes together: what its KV cache holds.
/// </param>
/// <param name="MaxConcurrency">Requests that run at once.</param>
/// <param name="StartedUnixSeconds">When it started.</param>
internal sealed record EngineFacts(
    IReadOnlyList<string> Models, int ContextTokens, int MaxConcurrency, long StartedUnixSeconds)
{
    /// <summary>Reads as a version wherever one is parsed, and says what it is.</summary>
    public const string Version = "0.0.0+simulated";
}
