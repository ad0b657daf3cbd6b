using TokenAwareBalancer.Hashing;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Hashes single pieces: a text by its bytes as they stand in the body, escapes included.</summary>
/// <remarks>
/// Cheap, and enough: clients repeat what they have sent byte for byte. One that escapes the same text in two ways has
/// two hashes of it.
/// </remarks>
internal static class PieceHash
{
    public static ContentHash Of(in PromptPiece piece, ReadOnlySpan<byte> body, ContentHasher hasher) =>
        hasher.Hash(piece.Text.In(body), (ulong)piece.Kind);
}
