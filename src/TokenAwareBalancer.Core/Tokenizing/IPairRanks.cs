namespace TokenAwareBalancer.Tokenizing;

/// <summary>Tells what two neighbouring parts merge into.</summary>
/// <remarks>Implemented by structs, so that merging is compiled for each.</remarks>
internal interface IPairRanks
{
    /// <summary>The rank of two parts, <see cref="Vocabulary.NoRank"/> if they do not merge.</summary>
    uint RankOf(uint left, uint right);
}
