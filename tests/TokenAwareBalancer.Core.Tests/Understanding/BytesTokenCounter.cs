using System.Text;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding;

/// <summary>A tokenizer whose tokens are bytes, and which remembers every text it was given.</summary>
internal sealed class BytesTokenCounter : ITokenCounter
{
    public string Name => "bytes";

    public List<string> Texts { get; } = [];

    public int CountTokens(ReadOnlySpan<byte> utf8Text)
    {
        Texts.Add(Encoding.UTF8.GetString(utf8Text));
        return utf8Text.Length;
    }
}
