namespace TokenAwareBalancer.Receiving.Decoding;

/// <summary>Undoes one content coding, piece by piece.</summary>
internal interface IContentDecoder : IDisposable
{
    /// <returns>How many bytes it has written; 0 at the end.</returns>
    /// <exception cref="InvalidDataException">
    /// The bytes are not exactly one whole stream of the coding; its message says how.
    /// </exception>
    int Read(Span<byte> buffer);
}
