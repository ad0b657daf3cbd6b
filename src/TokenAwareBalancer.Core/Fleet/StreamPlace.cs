namespace TokenAwareBalancer.Fleet;

/// <summary>Where one stream stands among <see cref="StreamLengths"/>.</summary>
/// <param name="RemainingTokens">Output expected to be left; with none it is in no bucket.</param>
/// <param name="ContextTokens">What each of its tokens reads.</param>
internal readonly record struct StreamPlace(long RemainingTokens, long ContextTokens);
