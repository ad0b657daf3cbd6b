namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>What is remembered of one text.</summary>
/// <param name="Tokens">Counted by a tokenizer.</param>
/// <param name="TextBytes">Its length after unescaping.</param>
public readonly record struct CachedCount(int Tokens, int TextBytes);
