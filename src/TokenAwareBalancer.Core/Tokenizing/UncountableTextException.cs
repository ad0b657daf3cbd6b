namespace TokenAwareBalancer.Tokenizing;

/// <summary>A tokenizer gave up on a text that it would take too long over; the message says why.</summary>
public sealed class UncountableTextException(string message) : Exception(message);
