namespace TokenAwareBalancer.Failures;

/// <summary>In whose terms a client is told of an error.</summary>
internal enum ErrorFormat
{
    /// <summary>OpenAI's <c>error</c> object, which other APIs use as well; also within a stream.</summary>
    OpenAi,

    /// <summary>Anthropic's, which names its type and the request.</summary>
    Anthropic,
}
