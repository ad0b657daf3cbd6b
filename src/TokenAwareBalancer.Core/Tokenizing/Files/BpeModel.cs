namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>What a file's <c>model</c> says.</summary>
/// <param name="Strings">The tokens as the file spells them.</param>
/// <param name="Ids">Their ids.</param>
/// <param name="Bytes">The bytes they stand for, concatenated.</param>
/// <param name="Starts">Where each token's bytes begin.</param>
/// <param name="Lengths">How many they are; 0 if a token is not spelled in the alphabet of bytes.</param>
/// <param name="Order">The tokens that merging arrives at, in the order in which it makes them.</param>
/// <param name="IgnoresMerges">Whether a piece that is a token stands for it, whatever merging would make of
/// it.</param>
internal sealed record BpeModel(
    StringTable Strings,
    int[] Ids,
    byte[] Bytes,
    int[] Starts,
    int[] Lengths,
    MergeOrder Order,
    bool IgnoresMerges)
{
    public ReadOnlySpan<byte> BytesOf(int token) => Bytes.AsSpan(Starts[token], Lengths[token]);
}
