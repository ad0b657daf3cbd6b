namespace TokenAwareBalancer.Authenticating;

/// <summary>What an operator must present. Immutable.</summary>
internal sealed class AdminToken
{
    // Hashed, so that tokens of all lengths are compared in the same time.
    private readonly KeyHash? _hash;

    /// <param name="token">Null to ask for none.</param>
    public AdminToken(string? token) => _hash = token is null ? null : KeyHash.Of(token);

    /// <summary>Whether one is asked for.</summary>
    public bool IsRequired => _hash is not null;

    public bool Admits(HttpRequest request) =>
        _hash is null
        || PresentedKeys.BearerTokens(request).Aggregate(
            false, (isAdmitted, token) => _hash.Matches(KeyHash.Of(token)) | isAdmitted);
}
