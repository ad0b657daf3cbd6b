using TokenAwareBalancer.Configuration.Declaring;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Configuration;

/// <summary>What is particular to one model, on whichever backend it runs.</summary>
internal sealed class ModelOptions
{
    /// <summary>None, because a wrong vocabulary is further off than the learned bytes per token.</summary>
    [Tokenizer("Counts the tokens of the model's prompts: one of the built-in tokenizers, or the model's own file, "
        + "relative to this one; none estimates them by the bytes per token that the engines' usage reports teach.")]
    public string Tokenizer { get; set; } = "none";

    /// <summary>The tokenizer, if it is a file's: loaded when the configuration is checked.</summary>
    public ITokenCounter? LoadedTokenizer { get; set; }

    [Group("The model's own time-outs.")]
    public ModelTimeoutOptions Timeouts { get; set; } = new();
}
