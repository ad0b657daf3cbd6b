using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads <c>model.vocab</c>: the tokens, spelled in the alphabet of bytes, and their ids.</summary>
internal sealed class VocabularyReader(string file)
{
    private readonly BitArray _takenIds = new(FileLimits.HighestId + 1);
    private byte[] _scratch = new byte[1024];
    private byte[] _bytes = new byte[1 << 16];
    private int _byteCount;
    private int[] _ids = new int[1 << 12];
    private int[] _starts = new int[1 << 12];
    private int[] _lengths = new int[1 << 12];

    public string File => file;

    public StringTable Strings { get; } = new();

    public int[] Ids => _ids[..Strings.Count];

    public byte[] Bytes => _bytes[.._byteCount];

    public int[] Starts => _starts[..Strings.Count];

    public int[] Lengths => _lengths[..Strings.Count];

    public int LengthOf(int token) => _lengths[token];

    /// <summary>The bytes of a token; none if it is not spelled in the alphabet of bytes.</summary>
    public ReadOnlySpan<byte> BytesOf(int token) => _bytes.AsSpan(_starts[token], _lengths[token]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new TokenizerFileException($"{file}: model.vocab must be an object of tokens and their ids.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Add(EscapedStrings.Read(ref reader, ref _scratch));
            reader.Read();
            SetId(ref reader);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<byte> token)
    {
        var number = Strings.Count;
        if (number == FileLimits.Tokens)
            throw new TokenizerFileException($"{file}: model.vocab has more than {FileLimits.Tokens} tokens.");
        if (!Strings.TryAdd(token))
            throw Wrong(token, "is there twice");
        if (number == _ids.Length)
            Grow(2 * number);
        if (_byteCount + token.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _byteCount + token.Length));

        _starts[number] = _byteCount;
        if (!ByteLetters.TryRead(token, _bytes.AsSpan(_byteCount), out var length))
            return;
        if (length > FileLimits.LongestTokenBytes)
            throw Wrong(token, $"has {length} bytes; a token may have {FileLimits.LongestTokenBytes}");
        _lengths[number] = length;
        _byteCount += length;
        if (_byteCount >= FileLimits.AllTokensBytes)
        {
            throw new TokenizerFileException(
                $"{file}: the tokens of model.vocab have more than {FileLimits.AllTokensBytes} bytes together.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SetId(ref Utf8JsonReader reader)
    {
        var number = Strings.Count - 1;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id)
            || id is < 0 or > FileLimits.HighestId)
        {
            throw Wrong(Strings[number], $"must have an id, a whole number from 0 to {FileLimits.HighestId}");
        }

        if (_takenIds[id])
            throw Wrong(Strings[number], $"has the id {id}, which another token has already");
        _takenIds[id] = true;
        _ids[number] = id;
    }

    private void Grow(int length)
    {
        Array.Resize(ref _ids, length);
        Array.Resize(ref _starts, length);
        Array.Resize(ref _lengths, length);
    }

    private TokenizerFileException Wrong(ReadOnlySpan<byte> token, string what) =>
        new($"{file}: model.vocab[\"{JsonPlace.Shorten(Encoding.UTF8.GetString(token))}\"] {what}.");
}
