using System.Runtime.CompilerServices;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Puts distinct tokens together, in order of rank, and checks that a vocabulary can be made of
/// them.</summary>
/// <param name="place">Where in which file they are, for messages.</param>
/// <param name="tokens">How many they are at most.</param>
/// <param name="bytes">How many bytes they have at most, all together.</param>
internal sealed class VocabularyBuilder(string place, int tokens, int bytes)
{
    // The bytes that well-formed UTF-8 may hold end here, two of them aside.
    private const int EndOfBytes = 0xF5;

    private readonly byte[] _lengths = new byte[tokens];
    private readonly byte[] _bytes = new byte[bytes];
    private readonly bool[] _isByte = new bool[256];
    private int _tokenCount;
    private int _byteCount;

    /// <summary>Adds a token that <see cref="FileLimits"/> allows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> token)
    {
        token.CopyTo(_bytes.AsSpan(_byteCount));
        _lengths[_tokenCount++] = (byte)token.Length;
        _byteCount += token.Length;
        if (token.Length == 1)
            _isByte[token[0]] = true;
    }

    /// <param name="leftLengths">
    /// The bytes of the left one of the two parts that each token is merged from, if that is known; 0 of a byte.
    /// </param>
    public Vocabulary Build(byte[]? leftLengths = null)
    {
        for (var value = 0; value < EndOfBytes; value++)
        {
            if (!_isByte[value] && value is not (0xC0 or 0xC1))
            {
                throw new TokenizerFileException(
                    $"{place} lacks the byte 0x{value:X2}, spelled {ByteAlphabet.Spell([(byte)value])} in a "
                    + "tokenizer.json: a byte-level vocabulary has every byte.");
            }
        }

        try
        {
            return new Vocabulary(_lengths[.._tokenCount], _bytes[.._byteCount], leftLengths);
        }
        catch (ArgumentException e)
        {
            throw new TokenizerFileException($"{place} has two tokens of one hash; one of them must go.", e);
        }
    }
}
