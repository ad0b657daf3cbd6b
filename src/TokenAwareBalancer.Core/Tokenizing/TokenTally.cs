namespace TokenAwareBalancer.Tokenizing;

/// <summary>Counts tokens, and does not look at them.</summary>
internal struct TokenTally : ITokenSink
{
    public int Tokens { get; private set; }

    public void StartOver() => Tokens = 0;

    public void Take<TMerger>(ref TMerger merger, ReadOnlySpan<byte> bytes, int tokens, int times)
        where TMerger : IWindowMerger, allows ref struct => Tokens += tokens * times;
}
