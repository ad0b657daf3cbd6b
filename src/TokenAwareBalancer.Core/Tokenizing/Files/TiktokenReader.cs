using System.Buffers.Text;
using System.Collections;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Reads files of ranks as tiktoken writes them: on each line a token in base64, a space, its rank.</summary>
/// <remarks>The rank is also the id. Ranks may be missing (p50k_base lacks one); they need not be in order.</remarks>
internal sealed class TiktokenReader(string file, ReadOnlyMemory<byte> content)
{
    private readonly List<int> _ranks = [];
    private readonly List<int> _starts = [];
    private readonly List<int> _lengths = [];
    private readonly BitArray _taken = new(FileLimits.HighestId + 1);
    private readonly StringTable _tokens = new();
    private byte[] _bytes = [];
    private int _line;
    private int _byteCount;

    public ITokenEncoder Read(string name, TiktokenPattern? pattern)
    {
        ReadLines();
        if (pattern is null && !TiktokenPattern.TryGetByFileName(Path.GetFileName(file), _ranks.Count, out pattern))
        {
            throw new TokenizerFileException(
                $"{file}: a file of ranks does not say how a text is cut into pieces. Write PATTERN:PATH, for example "
                + $"cl100k_base:{file}; the patterns are {TiktokenPattern.Names}.");
        }

        var ids = _ranks.ToArray();
        var tokens = Enumerable.Range(0, ids.Length).ToArray();
        Array.Sort(ids, tokens);
        var tables = new TokenTables(CreateVocabulary(tokens), wholePieces: null, ids);
        return new FileTokenizer(name, pattern.CreateSplit(tables), CreateTokenBytes(ids[^1]));
    }

    private TokenBytes CreateTokenBytes(int highestId)
    {
        var bytes = new TokenBytes(_byteCount, highestId);
        for (var token = 0; token < _ranks.Count; token++)
            bytes.Add(_ranks[token], _bytes.AsSpan(_starts[token], _lengths[token]));
        return bytes;
    }

    private Vocabulary CreateVocabulary(int[] tokens)
    {
        var builder = new VocabularyBuilder($"{file}: the file", tokens.Length, _byteCount);
        foreach (var token in tokens)
            builder.Add(_bytes.AsSpan(_starts[token], _lengths[token]));
        return builder.Build();
    }

    private void ReadLines()
    {
        _bytes = new byte[content.Length];
        var rest = content.Span;
        while (!rest.IsEmpty)
        {
            _line++;
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line is [.., (byte)'\r'])
                line = line[..^1];
            if (!line.IsEmpty)
                ReadLine(line);
        }

        if (_ranks.Count == 0)
            throw new TokenizerFileException($"{file}: the file is empty; it should hold a vocabulary.");
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        if (space < 0
            || !Utf8Parser.TryParse(line[(space + 1)..], out int rank, out var used) || used != line.Length - space - 1)
            throw Wrong("is no token of a tiktoken file, a token in base64, a space and its rank. "
                + "Known are such files and tokenizer.json");
        if (Base64.DecodeFromUtf8(line[..space], _bytes.AsSpan(_byteCount), out _, out var length)
            != System.Buffers.OperationStatus.Done || length == 0)
            throw Wrong("does not begin with a token in base64");
        if (rank is < 0 or > FileLimits.HighestId)
            throw Wrong($"has the rank {rank}; ranks are from 0 to {FileLimits.HighestId}");
        if (_taken[rank])
            throw Wrong($"has the rank {rank}, which another line has already");
        if (length > FileLimits.LongestTokenBytes)
            throw Wrong($"has a token of {length} bytes; they may have {FileLimits.LongestTokenBytes}");

        if (_ranks.Count == FileLimits.Tokens)
            throw Wrong($"is one token too many; there may be {FileLimits.Tokens}");
        if (_byteCount + length >= FileLimits.AllTokensBytes)
            throw Wrong($"is too much: all tokens may have {FileLimits.AllTokensBytes} bytes together");
        if (!_tokens.TryAdd(_bytes.AsSpan(_byteCount, length)))
            throw Wrong("has a token that another line has already");

        _taken[rank] = true;
        _ranks.Add(rank);
        _starts.Add(_byteCount);
        _lengths.Add(length);
        _byteCount += length;
    }

    private TokenizerFileException Wrong(string what) => new($"{file}: line {_line} {what}.");
}
