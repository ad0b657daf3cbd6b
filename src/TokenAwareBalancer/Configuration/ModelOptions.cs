using TokenAwareBalancer.Configuration.Declaring;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Configuration;

/// <summary>What is particular to one model, on whichever backend it runs.</summary>
internal sealed class ModelOptions
{
    /// <summary>What stands for "by the model's name".</summary>
    public const string AutomaticTokenizer = "auto";

    /// <summary>By name, where it is known: a wrong vocabulary is further off than learned bytes per token.</summary>
    [Tokenizer("Counts the tokens of the model's prompts: one of the built-in tokenizers, or the model's own file, "
        + "relative to this one; none estimates them by the bytes per token that the engines' usage reports teach, and "
        + "auto does so unless the model's name is well known.")]
    public string Tokenizer { get; set; } = AutomaticTokenizer;

    /// <summary>The tokenizer, if it is a file's: loaded when the configuration is checked.</summary>
    public ITokenCounter? LoadedTokenizer { get; set; }

    [Group("The model's own time-outs.")]
    public ModelTimeoutOptions Timeouts { get; set; } = new();
}
