namespace TokenAwareBalancer.Configuration.Declaring;

/// <summary>The lists of names that the core owns.</summary>
internal enum NameKind
{
    Policy,
    Tokenizer,
}
