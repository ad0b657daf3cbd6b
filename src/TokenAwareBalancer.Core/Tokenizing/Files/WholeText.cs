namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>Merges a text as the one piece it is: others have cut it.</summary>
internal sealed class WholeText(TokenTables tables) : TextStage
{
    public override int CountTokens(ReadOnlySpan<byte> text, List<int>? ids) => ids is null
        ? tables.CountTokens(text, 0, text.Length)
        : tables.Encode(text, 0, text.Length, ids);
}
