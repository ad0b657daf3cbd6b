namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Cuts a text as another splitter does, but makes each number character a piece.</summary>
/// <remarks>
/// For patterns that have <c>\p{N}</c> where their models have <c>\p{N}{1,3}</c>: Qwen's, after cl100k. No other
/// alternative of those patterns begins with a number.
/// </remarks>
/// <typeparam name="TSplitter">Cuts everything else.</typeparam>
internal readonly struct OneDigitSplitter<TSplitter> : IPieceSplitter
    where TSplitter : struct, IPieceSplitter
{
    public static int EndOfPiece(ReadOnlySpan<byte> text, int start) =>
        CharacterClasses.At(text, start, out var byteLength) == CharacterClass.Number
            ? start + byteLength
            : TSplitter.EndOfPiece(text, start);
}
