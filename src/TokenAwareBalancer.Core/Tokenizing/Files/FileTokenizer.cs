namespace TokenAwareBalancer.Tokenizing.Files;

/// <summary>A tokenizer that was read from a file.</summary>
internal sealed class FileTokenizer(string name, TextStage stages, TokenBytes bytes) : ITokenEncoder
{
    public string Name => name;

    public int CountTokens(ReadOnlySpan<byte> utf8Text) => stages.CountTokens(utf8Text);

    public void Encode(ReadOnlySpan<byte> utf8Text, List<int> ids) => stages.Encode(utf8Text, ids);

    public ReadOnlySpan<byte> BytesOf(int id) => bytes.Of(id);
}
