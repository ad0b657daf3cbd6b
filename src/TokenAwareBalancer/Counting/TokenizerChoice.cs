using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Counting;

/// <summary>What counts the tokens of an input, and why that.</summary>
/// <param name="Counter">Null where tokens are estimated from bytes.</param>
/// <param name="Reason">Reads on from the name: "…, as --tokenizer says".</param>
internal sealed record TokenizerChoice(ITokenCounter? Counter, string Reason)
{
    public const string NoTokenizer = "none";

    public string Name => Counter?.Name ?? NoTokenizer;
}
