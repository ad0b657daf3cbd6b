namespace TokenAwareBalancer.Counting;

/// <summary>Why an input, or none at all, can be counted; the message is for the one who asked.</summary>
internal sealed class CountException(string message) : Exception(message);
