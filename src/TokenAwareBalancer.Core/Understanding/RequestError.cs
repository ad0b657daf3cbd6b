namespace TokenAwareBalancer.Understanding;

/// <summary>Why and where a request body could not be understood, in words meant for whoever sent it.</summary>
/// <param name="Kind">The reason.</param>
/// <param name="Message">One sentence that names the field, what it must be, what was found, and the byte.</param>
/// <param name="Parameter">The key path, as in OpenAI's <c>param</c>: <c>messages[3].content</c>.</param>
/// <param name="ByteOffset">Where in the body, counted from 0; null when something is absent.</param>
public sealed record RequestError(RequestErrorKind Kind, string Message, string? Parameter, long? ByteOffset);
