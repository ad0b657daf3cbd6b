namespace TokenAwareBalancer.Engine.Answering;

/// <summary>One choice of an answer.</summary>
/// <param name="Tokens">Its length, 1 or more.</param>
/// <param name="IsCapped">Whether the caller's cap ended it, before it would have ended by itself.</param>
internal readonly record struct AnswerChoice(int Tokens, bool IsCapped);
