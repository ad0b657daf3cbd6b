using System.Buffers.Binary;
using System.IO.Compression;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Writes the tables of a vocabulary for embedding, and reads them again.</summary>
/// <remarks>
/// All numbers are little-endian. Uncompressed: the version (u32) and the number of bytes that follow once they are
/// decompressed (u32). Then one Brotli stream: the two hashes, tokens first, each as attempt, keys and displacements
/// (u32 each) and the displacements (u16 each); the length of each token's left part (u8 each); and 65,536 sets of
/// neighbours (u16 each). A table built otherwise than these were needs another version.
/// </remarks>
internal static class VocabularyTablesFormat
{
    private const uint Version = 1;
    private const int HeaderBytes = 2 * sizeof(uint);
    private const int CodePoints = 1 << 16;
    private const int BestQuality = 11;
    private const int LargestWindowBits = 24;

    public static byte[] Write(VocabularyTables tables)
    {
        var body = new MemoryStream();
        WriteHash(body, tables.TokenHash, tables.LeftLengths.Length);
        WriteHash(body, tables.MergeHash, tables.LeftLengths.Length - tables.LeftLengths.AsSpan().Count((byte)0));
        body.Write(tables.LeftLengths);
        WriteNumbers(body, tables.Neighbours);
        return Compress(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <exception cref="InvalidOperationException">These are no tables, or of another version.</exception>
    public static VocabularyTables Read(ReadOnlySpan<byte> blob)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(blob) != Version)
            throw new InvalidOperationException("An embedded table is of another version.");
        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(blob[sizeof(uint)..])];
        if (!BrotliDecoder.TryDecompress(blob[HeaderBytes..], body, out var written) || written != body.Length)
            throw new InvalidOperationException("An embedded table is damaged.");

        ReadOnlySpan<byte> rest = body;
        var tokenHash = ReadHash(ref rest, out var tokens);
        var mergeHash = ReadHash(ref rest, out _);
        var leftLengths = rest[..tokens].ToArray();
        rest = rest[tokens..];
        return new VocabularyTables(tokenHash, leftLengths, mergeHash, ReadNumbers(ref rest, CodePoints));
    }

    private static byte[] Compress(ReadOnlySpan<byte> body)
    {
        var blob = new byte[HeaderBytes + BrotliEncoder.GetMaxCompressedLength(body.Length)];
        BinaryPrimitives.WriteUInt32LittleEndian(blob, Version);
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(sizeof(uint)), body.Length);
        BrotliEncoder.TryCompress(body, blob.AsSpan(HeaderBytes), out var written, BestQuality, LargestWindowBits);
        return blob[..(HeaderBytes + written)];
    }

    private static void WriteHash(MemoryStream body, PerfectHash hash, int keys)
    {
        Span<byte> header = stackalloc byte[3 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(header, hash.Attempt);
        BinaryPrimitives.WriteInt32LittleEndian(header[sizeof(int)..], keys);
        BinaryPrimitives.WriteInt32LittleEndian(header[(2 * sizeof(int))..], hash.Displacements.Length);
        body.Write(header);
        WriteNumbers(body, hash.Displacements);
    }

    private static PerfectHash ReadHash(ref ReadOnlySpan<byte> rest, out int keys)
    {
        var attempt = BinaryPrimitives.ReadInt32LittleEndian(rest);
        keys = BinaryPrimitives.ReadInt32LittleEndian(rest[sizeof(int)..]);
        var displacements = BinaryPrimitives.ReadInt32LittleEndian(rest[(2 * sizeof(int))..]);
        rest = rest[(3 * sizeof(int))..];
        return new PerfectHash(keys, attempt, ReadNumbers(ref rest, displacements));
    }

    private static void WriteNumbers(MemoryStream body, ReadOnlySpan<ushort> numbers)
    {
        var bytes = new byte[numbers.Length * sizeof(ushort)];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort)), numbers[i]);
        body.Write(bytes);
    }

    private static ushort[] ReadNumbers(ref ReadOnlySpan<byte> rest, int count)
    {
        var numbers = EmbeddedVocabulary.ReadNumbers(rest[..(count * sizeof(ushort))]);
        rest = rest[(count * sizeof(ushort))..];
        return numbers;
    }
}
