namespace TokenAwareBalancer.Fleet;

/// <summary>What a model's tokenizer, or its having none, was chosen by.</summary>
public enum TokenizerOrigin
{
    /// <summary>It is configured.</summary>
    Configuration,

    /// <summary>The names that the model has.</summary>
    ModelName,
}
