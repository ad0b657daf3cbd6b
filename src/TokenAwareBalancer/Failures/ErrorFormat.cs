namespace TokenAwareBalancer.Failures;

/// <summary>In whose terms a client is told of an error.</summary>
internal enum ErrorFormat
{
    /// <summary>OpenAI's <c>error</c> object, which other APIs use as well.</summary>
    OpenAi,

    /// <summary>The same in a body; within a stream the event of OpenAI's Responses API.</summary>
    OpenAiResponses,

    /// <summary>Anthropic's, which names its type and the request.</summary>
    Anthropic,
}
