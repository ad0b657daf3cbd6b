using System.Text;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Engine;

/// <summary>A tokenizer for which each word is a token.</summary>
internal sealed class WordCounter : ITokenCounter
{
    public string Name => "words";

    public int CountTokens(ReadOnlySpan<byte> utf8Text) =>
        Encoding.UTF8.GetString(utf8Text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}
