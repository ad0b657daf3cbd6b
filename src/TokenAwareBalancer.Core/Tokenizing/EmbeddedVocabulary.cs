using System.Buffers.Binary;
using System.IO.Compression;
using System.Reflection;
using System.Runtime.InteropServices;

namespace TokenAwareBalancer.Tokenizing;

/// <summary>Reads the compressed tables that <c>tools/vocabularies</c> writes into this assembly.</summary>
internal static class EmbeddedVocabulary
{
    /// <summary>
    /// The tokens of a vocabulary, concatenated in order of rank: the length of each, one byte apiece, and their bytes.
    /// </summary>
    public static (byte[] Lengths, byte[] Bytes) ReadTokens(string name)
    {
        var blob = Open(name);
        var lengths = new byte[BinaryPrimitives.ReadInt32LittleEndian(blob)];
        var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(blob[4..])];
        var both = Decompress(blob[8..], lengths.Length + bytes.Length);
        both.AsSpan(0, lengths.Length).CopyTo(lengths);
        both.AsSpan(lengths.Length).CopyTo(bytes);
        return (lengths, bytes);
    }

    /// <summary>The prebuilt tables of a vocabulary.</summary>
    public static VocabularyTables ReadTables(string name) => VocabularyTablesFormat.Read(Open($"{name}.tables"));

    /// <summary>The two stages of the table of character classes: see <see cref="CharacterClasses"/>.</summary>
    public static (ushort[] BlockNumbers, byte[] Blocks) ReadCharacterClasses(int blockNumberCount, int blockLength)
    {
        var blob = Open("character-classes");
        var blocks = new byte[BinaryPrimitives.ReadInt32LittleEndian(blob) * blockLength];
        var both = Decompress(blob[4..], (2 * blockNumberCount) + blocks.Length);
        both.AsSpan(2 * blockNumberCount).CopyTo(blocks);
        return (ReadNumbers(both.AsSpan(0, 2 * blockNumberCount)), blocks);
    }

    /// <summary>Numbers of two bytes each, the lower one first.</summary>
    public static ushort[] ReadNumbers(ReadOnlySpan<byte> bytes)
    {
        var numbers = MemoryMarshal.Cast<byte, ushort>(bytes).ToArray();
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
        return numbers;
    }

    /// <summary>The sections of a file of tables, each preceded by its length.</summary>
    public static byte[][] ReadSections(string name)
    {
        var blob = Open(name);
        var sections = new List<byte[]>();
        ReadOnlySpan<byte> rest = Decompress(blob[4..], BinaryPrimitives.ReadInt32LittleEndian(blob));
        while (!rest.IsEmpty)
        {
            var end = 4 + BinaryPrimitives.ReadInt32LittleEndian(rest);
            sections.Add(rest[4..end].ToArray());
            rest = rest[end..];
        }

        return [.. sections];
    }

    /// <summary>The bytes of an embedded file, where the loader has mapped them: nothing is copied.</summary>
    private static unsafe ReadOnlySpan<byte> Open(string name)
    {
        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Vocabularies/{name}.br");
        var mapped = (UnmanagedMemoryStream)(stream ?? throw new InvalidOperationException($"No vocabulary {name}."));
        return new ReadOnlySpan<byte>(mapped.PositionPointer, checked((int)mapped.Length));
    }

    private static byte[] Decompress(ReadOnlySpan<byte> compressed, int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        if (!BrotliDecoder.TryDecompress(compressed, bytes, out var written) || written != length)
            throw new InvalidOperationException("An embedded vocabulary is damaged.");
        return bytes;
    }
}
