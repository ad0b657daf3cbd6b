using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace TokenAwareBalancer.Counting;

/// <summary>Finds what is no text.</summary>
internal static class TextFault
{
    /// <summary>As <c>git</c> tells: a NUL near the beginning is no text.</summary>
    private const int BytesLookedAt = 8000;

    public static bool LooksBinary(ReadOnlySpan<byte> start) =>
        start[..Math.Min(start.Length, BytesLookedAt)].Contains((byte)0);

    /// <summary>The first byte that is not UTF-8, null when there is none.</summary>
    public static int? FirstIn(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
            return null;
        var index = 0;
        while (Rune.DecodeFromUtf8(text[index..], out _, out var bytes) == OperationStatus.Done)
            index += bytes;
        return index;
    }

    public static CountException NotUtf8(long index) => new(
        $"is not UTF-8: byte {index} (counted from 0) begins no character. Convert it first, for instance by "
        + "`iconv -f latin1 -t utf-8`");
}
