namespace TokenAwareBalancer.Clients;

/// <summary>What a client's user sees of one answer, whichever API brought it.</summary>
/// <param name="Text">All of the text, the pieces of a stream put together.</param>
/// <param name="PromptTokens">The engine's count of the prompt, cached tokens included; 0 when it did not
/// arrive.</param>
/// <param name="OutputTokens">The engine's count of its output; 0 when it did not arrive.</param>
internal sealed record ClientAnswer(string Text, long PromptTokens, long OutputTokens);
