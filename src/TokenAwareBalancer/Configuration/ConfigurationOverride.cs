namespace TokenAwareBalancer.Configuration;

/// <summary>A value that the command line sets above the file.</summary>
/// <param name="Option">The option it came from, which errors name instead of a line.</param>
/// <param name="Path">
/// Keys and indexes: <c>timeouts.firstToken</c>, <c>backends.0.weight</c>, <c>models[gpt-4.1].tokenizer</c>.
/// </param>
/// <param name="Value">Text; a whole <c>[…]</c> or <c>{…}</c> is read as a YAML list or mapping.</param>
internal sealed record ConfigurationOverride(string Option, string Path, string Value)
{
    /// <summary>Without the value, which may be a secret.</summary>
    public override string ToString() => $"{Option} {Path}";
}
