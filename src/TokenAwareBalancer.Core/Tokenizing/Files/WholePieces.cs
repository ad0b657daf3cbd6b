using System.Diagnostics.CodeAnalysis;

namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Finds the few tokens that stand for a whole piece but are not what merging makes of it.</summary>
/// <remarks>Keyed by a hash with a secret seed, so that no file can make its tokens collide; they are
/// compared.</remarks>
internal sealed class WholePieces
{
    private readonly Dictionary<byte[], int> _ids = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _idsBySpan;

    public WholePieces(IEnumerable<KeyValuePair<byte[], int>> tokens)
    {
        foreach (var (bytes, id) in tokens)
            _ids.Add(bytes, id);
        _idsBySpan = _ids.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public bool TryGetId(ReadOnlySpan<byte> piece, out int id) => _idsBySpan.TryGetValue(piece, out id);

    private sealed class BytesComparer
        : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals([AllowNull] byte[] x, [AllowNull] byte[] y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
