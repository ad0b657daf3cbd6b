namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>What becomes of the matches a text is split by; named as the file names them.</summary>
internal enum SplitBehavior
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
