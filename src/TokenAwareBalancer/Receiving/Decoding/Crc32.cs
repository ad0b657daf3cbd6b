namespace TokenAwareBalancer.Receiving.Decoding;

/// <summary>The checksum of gzip (RFC 1952, 8), over pieces.</summary>
/// <remarks>The polynomial is 0x04C11DB7, its bits reversed.</remarks>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Steps = [.. Enumerable.Range(0, 256).Select(StepOf)];

    private uint _value;

    public readonly uint Value => _value;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var state = ~_value;
        foreach (var value in bytes)
            state = Steps[(byte)(state ^ value)] ^ (state >> 8);
        _value = ~state;
    }

    private static uint StepOf(int value)
    {
        var state = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            state = (state >> 1) ^ ((state & 1) * Polynomial);
        return state;
    }
}
