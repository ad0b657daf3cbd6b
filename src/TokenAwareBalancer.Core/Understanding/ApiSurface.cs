namespace TokenAwareBalancer.Understanding;

/// <summary>Which API a request body is written for: it decides which fields are read, and by which rules.</summary>
public enum ApiSurface
{
    /// <summary>OpenAI's <c>/v1/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary>OpenAI's <c>/v1/completions</c>.</summary>
    Completions,

    /// <summary>Anthropic's <c>/v1/messages</c>.</summary>
    Messages,

    /// <summary>OpenAI's <c>/v1/responses</c>.</summary>
    Responses,

    /// <summary>OpenAI's <c>/v1/embeddings</c>.</summary>
    Embeddings,

    /// <summary><c>/v1/rerank</c>, as Jina, Cohere and the engines have it.</summary>
    Rerank,

    /// <summary>Anthropic's <c>/v1/messages/count_tokens</c>: the body of a message that is not sent.</summary>
    CountTokens,

    /// <summary>vLLM's <c>/tokenize</c>: a text whose tokens are asked for.</summary>
    Tokenize,

    /// <summary>Any other JSON body: only <c>model</c> and <c>stream</c> are looked for, none is required.</summary>
    Other,
}
