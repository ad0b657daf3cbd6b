namespace TokenAwareBalancer.Tokenizing.Files.Patterns;

/// <summary>A regular expression has something that is not known here, or is none; the message says what, and
/// where.</summary>
internal sealed class PatternException(string message) : Exception(message);
