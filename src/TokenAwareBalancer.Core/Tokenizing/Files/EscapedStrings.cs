using System.Runtime.CompilerServices;
using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads strings of a file without making strings of them.</summary>
internal static class EscapedStrings
{
    /// <summary>The UTF-8 of the string or property name a reader is at: in the file, or unescaped in scratch
    /// memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ReadOnlySpan<byte> Read(ref Utf8JsonReader reader, ref byte[] scratch)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        if (scratch.Length < reader.ValueSpan.Length)
            scratch = new byte[reader.ValueSpan.Length];
        return scratch.AsSpan(0, reader.CopyString(scratch));
    }
}
