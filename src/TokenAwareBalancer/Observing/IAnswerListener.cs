namespace TokenAwareBalancer.Observing;

/// <summary>Is told what passes in an answer, on the thread that writes it: every method must be quick.</summary>
internal interface IAnswerListener
{
    /// <summary>Bytes of the answer went by, whatever they are.</summary>
    void OnBytes();

    /// <summary>Content went by; the first call is the first content of the answer.</summary>
    /// <param name="contentEvents">
    /// Events with content since the last call, one or more, each about a token. They are counted per write, so the
    /// calls depend on how the network cut the stream, and their sum does not.
    /// </param>
    void OnContent(int contentEvents);

    /// <summary>
    /// The engine said what the answer took so far. Each call holds everything known (an Anthropic stream says the
    /// prompt first and the output last), so that the last one wins. May come before or after the end.
    /// </summary>
    void OnUsage(in TokenUsage usage);
}
