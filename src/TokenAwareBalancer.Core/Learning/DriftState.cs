namespace TokenAwareBalancer.Learning;

/// <summary>Whether an engine counts a model's prompts as they are counted here.</summary>
public enum DriftState
{
    /// <summary>As far as is known, it does.</summary>
    None,

    /// <summary>Its counts are others, by more than a template explains.</summary>
    Drifting,

    /// <summary>So much others that the tokenizer configured for the model must be the wrong one.</summary>
    WrongTokenizer,
}
