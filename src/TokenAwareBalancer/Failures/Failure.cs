namespace TokenAwareBalancer.Failures;

/// <summary>One request's failure: its kind, and what to tell this client.</summary>
/// <param name="Kind">What kind of failure it is.</param>
/// <param name="Message">A sentence that says what was wrong and what would be right.</param>
/// <param name="Parameter">The key path in the body that is to blame, if one is.</param>
/// <param name="RetryAfterSeconds">When to come again, if coming again can help.</param>
internal sealed record Failure(
    RequestFailure Kind,
    string Message,
    string? Parameter = null,
    int? RetryAfterSeconds = null)
{
    public FailureTraits Traits => FailureTable.TraitsOf(Kind);
}
