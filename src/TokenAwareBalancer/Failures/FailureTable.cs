namespace TokenAwareBalancer.Failures;

/// <summary>The one place that says what each failure looks like from outside.</summary>
/// <remarks>
/// 429 and 503 are what client libraries retry; 529 is not retried by all of them, so it is never used. OpenAI types
/// and codes are those of its API reference, Anthropic types those of its error page.
/// </remarks>
internal static class FailureTable
{
    public static FailureTraits TraitsOf(RequestFailure failure) => failure switch
    {
        RequestFailure.InvalidRequest => new(400, "invalid_request",
            "invalid_request_error", null, "invalid_request_error", LogLevel.Debug),
        RequestFailure.InvalidHead => new(400, "invalid_head",
            "invalid_request_error", null, "invalid_request_error", LogLevel.Debug),
        RequestFailure.IncompleteBody => new(400, "incomplete_body",
            "invalid_request_error", null, "invalid_request_error", LogLevel.Debug),
        RequestFailure.BodyStalled => new(408, "body_stalled",
            "invalid_request_error", "timeout", "timeout_error", LogLevel.Debug),
        RequestFailure.InvalidKey => new(401, "invalid_key",
            "invalid_request_error", "invalid_api_key", "authentication_error", LogLevel.Debug),
        RequestFailure.BodyTooLarge => new(413, "body_too_large",
            "invalid_request_error", "request_too_large", "request_too_large", LogLevel.Debug),
        RequestFailure.BodyInflated => new(413, "body_inflated",
            "invalid_request_error", "request_too_large", "request_too_large", LogLevel.Debug),
        RequestFailure.UnsupportedEncoding => new(415, "unsupported_encoding",
            "invalid_request_error", "unsupported_encoding", "invalid_request_error", LogLevel.Debug),
        RequestFailure.UnknownRoute => new(404, "unknown_route",
            "invalid_request_error", "unknown_url", "not_found_error", LogLevel.Debug),
        RequestFailure.UnknownModel => new(404, "unknown_model",
            "invalid_request_error", "model_not_found", "not_found_error", LogLevel.Debug),
        RequestFailure.NoTokenizer => new(400, "no_tokenizer",
            "invalid_request_error", "tokenizer_not_configured", "invalid_request_error", LogLevel.Debug),
        RequestFailure.NoRoom => new(429, "no_room",
            "rate_limit_error", "rate_limit_exceeded", "rate_limit_error", LogLevel.Information),
        RequestFailure.TooManyRequests => new(429, "too_many_requests",
            "rate_limit_error", "rate_limit_exceeded", "rate_limit_error", LogLevel.Information),
        RequestFailure.Overloaded => new(503, "overloaded",
            "server_error", "service_unavailable", "overloaded_error", LogLevel.Warning),
        RequestFailure.HoldExpired => new(429, "hold_expired",
            "rate_limit_error", "rate_limit_exceeded", "rate_limit_error", LogLevel.Information),
        RequestFailure.NoBackend => new(503, "no_backend",
            "server_error", "service_unavailable", "overloaded_error", LogLevel.Warning),
        RequestFailure.BackendsFailed => new(502, "backends_failed",
            "server_error", "bad_gateway", "api_error", LogLevel.Warning),
        RequestFailure.AnswerCut => new(502, "answer_cut",
            "server_error", "answer_cut", "api_error", LogLevel.Warning),
        RequestFailure.InvalidAnswer => new(502, "invalid_answer",
            "server_error", "bad_gateway", "api_error", LogLevel.Warning),
        RequestFailure.FirstTokenTimeout => new(504, "first_token_timeout",
            "server_error", "timeout", "timeout_error", LogLevel.Warning),
        RequestFailure.Stalled => new(504, "stalled",
            "server_error", "timeout", "timeout_error", LogLevel.Warning),
        RequestFailure.TotalTimeout => new(504, "total_timeout",
            "server_error", "timeout", "timeout_error", LogLevel.Warning),
        RequestFailure.ShuttingDown => new(503, "shutting_down",
            "server_error", "service_unavailable", "overloaded_error", LogLevel.Information),
        RequestFailure.InternalError => new(500, "internal_error",
            "server_error", "internal_error", "api_error", LogLevel.Error),
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "A failure without traits."),
    };
}
