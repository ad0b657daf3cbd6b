using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Configuration;

/// <summary>What is particular to one model, on whichever backend it runs.</summary>
internal sealed class ModelOptions
{
    /// <summary>None, because a wrong vocabulary is further off than the learned bytes per token.</summary>
    [KnownName("Counts the tokens of the model's prompts; none estimates them by the bytes per token that the "
        + "engines' usage reports teach.", NameKind.Tokenizer)]
    public string Tokenizer { get; set; } = "none";

    [Group("The model's own time-outs.")]
    public ModelTimeoutOptions Timeouts { get; set; } = new();
}
