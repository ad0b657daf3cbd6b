namespace TokenAwareBalancer.Tokenizing;

/// <summary>Merges one window of a long piece and tells which tokens came of it.</summary>
internal interface IWindowMerger
{
    /// <summary>Merges a window of a text until no pair is a token.</summary>
    void Merge(ReadOnlySpan<byte> text, int start, int length);

    /// <summary>Where the token ends that begins at an index; both are counted from the window's start.</summary>
    int EndOfToken(int start);
}
