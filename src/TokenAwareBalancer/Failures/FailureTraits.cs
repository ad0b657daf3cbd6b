namespace TokenAwareBalancer.Failures;

/// <summary>How one failure is told: to the client in its API's own terms, to the operator in the balancer's.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Reason">Value of <c>x-balancer-reason</c>, of the metric's tag and of the log.</param>
/// <param name="OpenAiType"><c>error.type</c> of the OpenAI API.</param>
/// <param name="OpenAiCode"><c>error.code</c> of the OpenAI API.</param>
/// <param name="AnthropicType"><c>error.type</c> of the Anthropic API.</param>
/// <param name="LogLevel">Debug for what a client did wrong, Warning for what an operator should look at.</param>
internal sealed record FailureTraits(
    int Status,
    string Reason,
    string OpenAiType,
    string? OpenAiCode,
    string AnthropicType,
    LogLevel LogLevel);
