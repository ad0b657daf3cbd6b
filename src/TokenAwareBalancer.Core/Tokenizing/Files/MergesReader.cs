using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads <c>model.merges</c>: pairs of tokens, each a string with a space between them or an array of
/// two.</summary>
internal sealed class MergesReader(string file, StringTable tokens, MergeOrder order)
{
    private byte[] _scratch = new byte[1024];
    private byte[] _both = new byte[1024];
    private int _merge;
    private int _merged;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new TokenizerFileException($"{file}: model.merges must be an array of pairs of tokens.");
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; _merge++)
        {
            if (_merge == FileLimits.Merges)
                throw new TokenizerFileException($"{file}: model.merges has more than {FileLimits.Merges} merges.");
            var leftLength = ReadPair(ref reader, out var length);
            Add(_both.AsSpan(0, length), leftLength);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<byte> both, int leftLength)
    {
        var left = Find(both[..leftLength]);
        var right = Find(both[leftLength..]);
        _merged = FindMerged(both);
        if (leftLength == 0 || leftLength == both.Length)
            throw Wrong("merges with an empty token");
        if (!order.TryAdd(left, right, _merged))
            throw Wrong("repeats an earlier merge");
    }

    /// <summary>Looks at the token merged last and the one behind it first: files list merges in the order of what they
    /// make.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FindMerged(ReadOnlySpan<byte> both)
    {
        for (var likely = _merged; likely <= _merged + 1 && likely < tokens.Count; likely++)
        {
            if (tokens[likely].SequenceEqual(both))
                return likely;
        }

        return Find(both);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Find(ReadOnlySpan<byte> token)
    {
        var number = tokens.Find(token);
        return number >= 0
            ? number
            : throw Wrong($"names \"{JsonPlace.Shorten(Encoding.UTF8.GetString(token))}\", which model.vocab lacks");
    }

    /// <summary>Reads both tokens, one behind the other, and returns the length of the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReadPair(ref Utf8JsonReader reader, out int length)
    {
        if (reader.TokenType == JsonTokenType.String)
            return ReadJoined(EscapedStrings.Read(ref reader, ref _scratch), out length);
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Wrong("must be a pair of tokens, as \"a b\" or [\"a\", \"b\"]");
        var leftLength = ReadPart(ref reader, 0);
        length = ReadPart(ref reader, leftLength);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray
            ? leftLength
            : throw Wrong("must be a pair of tokens, and has more");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReadJoined(ReadOnlySpan<byte> pair, out int length)
    {
        var space = pair.IndexOf((byte)' ');
        if (space < 0 || pair[(space + 1)..].Contains((byte)' '))
            throw Wrong("must be two tokens with one space between them");
        Append(pair[..space], 0);
        length = Append(pair[(space + 1)..], space);
        return space;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ReadPart(ref Utf8JsonReader reader, int at) =>
        reader.Read() && reader.TokenType == JsonTokenType.String
            ? Append(EscapedStrings.Read(ref reader, ref _scratch), at)
            : throw Wrong("must be a pair of strings");

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Append(ReadOnlySpan<byte> part, int at)
    {
        if (_both.Length < at + part.Length)
            Array.Resize(ref _both, 2 * (at + part.Length));
        part.CopyTo(_both.AsSpan(at));
        return at + part.Length;
    }

    private TokenizerFileException Wrong(string what) => new($"{file}: model.merges[{_merge}] {what}.");
}
