using System.Net;

namespace TokenAwareBalancer.Load;

/// <summary>What a client saw of one answer, on the wall clock.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="IsComplete">False when it failed, or ended before its end.</param>
/// <param name="FirstToken">Until the first content; not streamed, until all of the answer is there.</param>
/// <param name="WholeAnswer">Until the last byte.</param>
internal readonly record struct AnswerTiming(
    HttpStatusCode Status, bool IsComplete, TimeSpan FirstToken, TimeSpan WholeAnswer);
