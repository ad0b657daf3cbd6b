namespace TokenAwareBalancer.Tokenizing;

/// <summary>Takes the tokens of a long piece as <see cref="LongPieceMerger"/> finds them.</summary>
/// <remarks>Implemented by structs, so that counting is compiled without the work of encoding.</remarks>
internal interface ITokenSink
{
    /// <summary>Forgets all tokens of this piece: its windows did not join, and it is merged again.</summary>
    void StartOver();

    /// <summary>Takes the first tokens of a window.</summary>
    /// <param name="merger">Has merged the window.</param>
    /// <param name="bytes">What the tokens are made of, from the window's start on.</param>
    /// <param name="tokens">How many they are.</param>
    /// <param name="times">How often they come, one time after the other.</param>
    void Take<TMerger>(ref TMerger merger, ReadOnlySpan<byte> bytes, int tokens, int times)
        where TMerger : IWindowMerger, allows ref struct;
}
