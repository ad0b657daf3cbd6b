namespace TokenAwareBalancer.Tokenizing;

/// <summary>What takes long to work out about a vocabulary, and is little once it is known.</summary>
/// <param name="TokenHash">Gives each token's key a slot.</param>
/// <param name="LeftLengths">What <see cref="MergeSplits"/> finds: how each token is merged.</param>
/// <param name="MergeHash">Gives each merge's key a slot.</param>
/// <param name="Neighbours">What <see cref="IndivisibleCharacters.FindNeighbours"/> finds.</param>
internal sealed record VocabularyTables(
    PerfectHash TokenHash, byte[] LeftLengths, PerfectHash MergeHash, ushort[] Neighbours);
