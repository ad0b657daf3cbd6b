namespace TokenAwareBalancer.Configuration.Reading;

/// <summary>
/// A value as it was written, and where. The tree is our own, not YamlDotNet's, because a value may also come from
/// the command line, because aliases share nodes that overrides must not change in two places, and because a
/// repeated key should be one error among the others rather than the end of reading.
/// </summary>
internal abstract record ConfigurationNode(Origin Origin)
{
    /// <summary>What the node is, with its article.</summary>
    public abstract string Kind { get; }
}

/// <summary>One value, not yet read as anything but text.</summary>
internal sealed record ScalarNode(Origin Origin, string Text, bool IsQuoted = false) : ConfigurationNode(Origin)
{
    public override string Kind => "a single value";

    /// <summary>YAML's null, which means the same as leaving the key out.</summary>
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>Values in an order.</summary>
internal sealed record ListNode(Origin Origin, IReadOnlyList<ConfigurationNode> Items) : ConfigurationNode(Origin)
{
    public override string Kind => "a list";
}

/// <summary>Values by key. A key may be repeated here; who reads the mapping reports it.</summary>
internal sealed record MappingNode(Origin Origin, IReadOnlyList<MappingEntry> Entries) : ConfigurationNode(Origin)
{
    public override string Kind => "a mapping";
}

/// <summary>A key and its value.</summary>
internal readonly record struct MappingEntry(string Key, Origin KeyOrigin, ConfigurationNode Value);
