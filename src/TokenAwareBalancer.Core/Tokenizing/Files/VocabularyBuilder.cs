namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Puts tokens together, in order of rank, and checks that a vocabulary can be made of them.</summary>
internal sealed class VocabularyBuilder(string file, int tokens, int bytes)
{
    private readonly byte[] _lengths = new byte[tokens];
    private readonly byte[] _bytes = new byte[bytes];
    private readonly bool[] _isByte = new bool[256];
    private readonly HashSet<ulong> _keys = new(tokens);
    private int _tokenCount;
    private int _byteCount;

    /// <summary>Adds a token that <see cref="FileLimits"/> allows.</summary>
    public void Add(ReadOnlySpan<byte> token, Func<string> place)
    {
        if (_tokenCount == FileLimits.Tokens)
            throw new TokenizerFileException($"{file}: there are more than {FileLimits.Tokens} tokens.");
        token.CopyTo(_bytes.AsSpan(_byteCount));
        _lengths[_tokenCount++] = (byte)token.Length;
        _byteCount += token.Length;
        if (_byteCount >= FileLimits.AllTokensBytes)
            throw new TokenizerFileException($"{file}: the tokens have more than {FileLimits.AllTokensBytes} bytes.");
        if (token.Length == 1)
            _isByte[token[0]] = true;

        var key = token.Length <= sizeof(ulong)
            ? PackedBytes.Read(token, 0, token.Length)
            : PackedBytes.Fingerprint(token);
        if (!_keys.Add(key ^ ((ulong)token.Length << 1)))
            throw new TokenizerFileException($"{file}: {place()} is a token that the file has already.");
    }

    public Vocabulary Build()
    {
        // The bytes that well-formed UTF-8 may hold.
        for (var value = 0; value < 0xF5; value++)
        {
            if (!_isByte[value] && value is not (0xC0 or 0xC1))
            {
                throw new TokenizerFileException(
                    $"{file}: the byte 0x{value:X2} is no token of its own; a byte-level vocabulary has every byte.");
            }
        }

        try
        {
            return new Vocabulary(_lengths.AsSpan(0, _tokenCount), _bytes[.._byteCount]);
        }
        catch (ArgumentException)
        {
            throw new TokenizerFileException($"{file}: the tokens cannot be told apart by their hashes.");
        }
    }
}
