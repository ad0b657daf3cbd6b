using System.Buffers;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Brings a text into a Unicode normalization form, stretch by stretch.</summary>
/// <remarks>
/// A stretch begins with a character that nothing before it can change or compose with, so stretches are normalized
/// one by one: decomposed, its marks sorted by class, and composed again. Source: Unicode Standard Annex 15.
/// </remarks>
internal sealed class NormalizationStage(NormalizationForm form, TextStage next) : TextStage
{
    public override double MostGrowth => form.MostBytesPerByte;

    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids)
    {
        if (form.IsCertain(text))
            return next.CountTokens(text, ids);
        var output = new Utf8Output(text.Length);
        try
        {
            Normalize(text, ref output);
            return next.CountTokens(output.Written, ids);
        }
        finally
        {
            output.Dispose();
        }
    }

    private void Normalize(ReadOnlySpan<byte> text, ref Utf8Output output)
    {
        for (var start = 0; start < text.Length;)
        {
            var isPlain = form.Composes;
            var end = start;
            do
            {
                var row = UnicodeTable.Of(CodePoints.At(text, end, out var byteLength));
                isPlain &= form.IsBoundary(row);
                end += byteLength;
            }
            while (end < text.Length && !IsBoundary(text, end));

            if (isPlain)
                output.Append(text[start..end]);
            else
                NormalizeStretch(text[start..end], ref output);
            start = end;
        }
    }

    private bool IsBoundary(ReadOnlySpan<byte> text, int index) =>
        text[index] < 128 || form.IsBoundary(UnicodeTable.Of(CodePoints.At(text, index, out _)));

    private void NormalizeStretch(ReadOnlySpan<byte> stretch, ref Utf8Output output)
    {
        var parts = ArrayPool<ulong>.Shared.Rent(form.MostCodePointsPerByte * stretch.Length);
        try
        {
            var written = parts.AsSpan(0, Decompose(stretch, parts));
            Sort(written);
            if (form.Composes)
                written = written[..Compose(written)];
            foreach (var part in written)
                output.Append(CodePoint(part));
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(parts);
        }
    }

    /// <summary>Writes code points, each with its class above it.</summary>
    private int Decompose(ReadOnlySpan<byte> stretch, Span<ulong> parts)
    {
        var count = 0;
        Span<int> syllable = stackalloc int[3];
        for (var index = 0; index < stretch.Length;)
        {
            var codePoint = CodePoints.At(stretch, index, out var byteLength);
            index += byteLength;
            var decomposed = Hangul.IsSyllable(codePoint)
                ? (ReadOnlySpan<int>)syllable[..Hangul.Decompose(codePoint, syllable)]
                : form.Decompose(codePoint);
            if (decomposed.IsEmpty)
                parts[count] = Part(codePoint, count++);
            foreach (var part in decomposed)
                parts[count] = Part(part, count++);
        }

        return count;
    }

    private static void Sort(Span<ulong> parts)
    {
        for (var start = 0; start < parts.Length;)
        {
            var end = start + 1;
            if (Order(parts[start]) != 0)
            {
                while (end < parts.Length && Order(parts[end]) != 0)
                    end++;
                parts[start..end].Sort();
            }

            start = end;
        }
    }

    private static int Compose(Span<ulong> parts)
    {
        const int none = 256;
        var starter = 0;
        var lastOrder = Order(parts[0]) == 0 ? 0 : none;
        var count = 1;
        for (var i = 1; i < parts.Length; i++)
        {
            var order = Order(parts[i]);
            if ((lastOrder < order || lastOrder == 0)
                && UnicodeTable.Compositions.Compose(CodePoint(parts[starter]), CodePoint(parts[i])) is var composed
                and >= 0)
            {
                parts[starter] = Part(composed, starter);
                continue;
            }

            if (order == 0)
                starter = count;
            lastOrder = order;
            parts[count++] = parts[i];
        }

        return count;
    }

    // The class, then the place, so that sorting is stable, then the code point.
    private static ulong Part(int codePoint, int place) =>
        ((ulong)UnicodeTable.Of(codePoint).CombiningOrder << 56) | ((ulong)(uint)place << 21) | (uint)codePoint;

    private static int Order(ulong part) => (int)(part >> 56);

    private static int CodePoint(ulong part) => (int)(part & 0x1FFFFF);
}
