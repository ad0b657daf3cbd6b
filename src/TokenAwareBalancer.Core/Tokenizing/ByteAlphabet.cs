namespace TokenAwareBalancer.Tokenizing;

/// <summary>Spells the bytes of a token, which need not be whole characters, one character to a byte.</summary>
/// <remarks>
/// The alphabet of GPT-2's encoder, in which the vocabularies of byte-level tokenizers are written and vLLM gives
/// <c>token_strs</c>: bytes that are visible in Latin-1 stand for themselves, the others for the characters from U+0100
/// on, in their order. A space is Ġ, a line feed Ċ. Source: <c>bytes_to_unicode</c> in openai/gpt-2,
/// encoder.py.
/// </remarks>
public static class ByteAlphabet
{
    private static readonly char[] Letters = CreateLetters();

    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var letters = new char[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
            letters[i] = Letters[bytes[i]];
        return new string(letters);
    }

    private static char[] CreateLetters()
    {
        var letters = new char[256];
        var next = '\u0100';
        for (var value = 0; value < letters.Length; value++)
            letters[value] = IsVisible(value) ? (char)value : next++;
        return letters;
    }

    /// <summary>All but control characters, spaces and the soft hyphen.</summary>
    private static bool IsVisible(int value) =>
        value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
}
