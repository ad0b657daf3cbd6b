namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>A tokenizer that was read from a file.</summary>
internal sealed class FileTokenizer(string name, TextStage stages, TokenBytes bytes) : ITokenEncoder
{
    public string Name => name;

    /// <summary>The same tokenizer, over the same tables, by another name.</summary>
    public FileTokenizer Named(string other) => other == name ? this : new FileTokenizer(other, stages, bytes);

    public int CountTokens(ReadOnlySpan<byte> utf8Text) =>
        utf8Text.IsEmpty ? 0 : stages.CountTokens(utf8Text, ids: null);

    public void Encode(ReadOnlySpan<byte> utf8Text, List<int> ids)
    {
        if (!utf8Text.IsEmpty)
            stages.CountTokens(utf8Text, ids);
    }

    public ReadOnlySpan<byte> BytesOf(int id) => bytes.Of(id);
}
