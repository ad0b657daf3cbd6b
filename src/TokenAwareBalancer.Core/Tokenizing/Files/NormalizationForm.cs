namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>One of Unicode's four normalization forms.</summary>
/// <param name="Composes">Whether it composes what it has decomposed: NFC, NFKC.</param>
/// <param name="IsCompatible">Whether it also replaces compatibility characters: NFKC, NFKD.</param>
internal readonly record struct NormalizationForm(bool Composes, bool IsCompatible)
{
    /// <summary>How much a text can grow: U+FDFA of three bytes becomes 18 characters, U+01D5 of two bytes
    /// three.</summary>
    public int MostCodePointsPerByte => IsCompatible ? 6 : 2;

    /// <summary>The same in bytes: U+FDFA becomes 33, U+1D160 of four bytes twelve.</summary>
    public int MostBytesPerByte => IsCompatible ? 11 : 3;

    /// <summary>Whether a text is in this form for certain; most are, and need not be copied.</summary>
    public bool IsCertain(ReadOnlySpan<byte> text)
    {
        if (!Composes)
            return !text.ContainsAnyExceptInRange((byte)0, (byte)127);
        byte lastOrder = 0;
        for (var index = 0; index < text.Length;)
        {
            if (text[index] < 128)
            {
                var run = text[index..].IndexOfAnyExceptInRange((byte)0, (byte)127);
                if (run < 0)
                    return true;
                index += run;
                lastOrder = 0;
            }

            var row = UnicodeTable.Of(CodePoints.At(text, index, out var byteLength));
            if ((row.Checks & Check) != 0 || (row.CombiningOrder != 0 && row.CombiningOrder < lastOrder))
                return false;
            lastOrder = row.CombiningOrder;
            index += byteLength;
        }

        return true;
    }

    /// <summary>Whether no normalization reaches over the edge before a code point of this row.</summary>
    public bool IsBoundary(UnicodeTable.Row row) => row.CombiningOrder == 0 && (row.Checks & Check) == 0;

    /// <summary>What a code point decomposes into; none if it stays.</summary>
    public ReadOnlySpan<int> Decompose(int codePoint)
    {
        if (IsCompatible && UnicodeTable.CompatibleDecompositions[codePoint] is { IsEmpty: false } compatible)
            return compatible;
        return UnicodeTable.CanonicalDecompositions[codePoint];
    }

    private UnicodeChecks Check => IsCompatible ? UnicodeChecks.Nfkc : UnicodeChecks.Nfc;
}
