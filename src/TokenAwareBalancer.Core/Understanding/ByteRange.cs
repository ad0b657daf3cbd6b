namespace TokenAwareBalancer.Understanding;

/// <summary>A stretch of a request body, in bytes from its start; empty when what it marks is absent.</summary>
public readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>The offset of the first byte after the range.</summary>
    public int End => Start + Length;

    /// <summary>Whether what it marks is absent.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>The bytes themselves.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}
