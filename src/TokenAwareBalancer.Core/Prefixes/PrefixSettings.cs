namespace TokenAwareBalancer.Prefixes;

/// <summary>What bounds a <see cref="PrefixIndex"/>.</summary>
public sealed record PrefixSettings
{
    /// <summary>The least that is of use: a few thousand beginnings.</summary>
    public const long LeastMemoryBytes = 1 << 20;

    /// <summary>More would be some fifty million beginnings, which no fleet holds.</summary>
    public const long MostMemoryBytes = 4L << 30;

    /// <summary>
    /// 300,000 beginnings: of eight engines with 400,000 tokens each all those that are ten tokens long or longer.
    /// </summary>
    public const long UsualMemoryBytes = 32 << 20;

    /// <summary>
    /// What an engine's KV cache is taken to hold as long as nobody tells: an 8-billion-parameter model beside its
    /// weights on 80 GB, at 128 KiB a token.
    /// </summary>
    public const long UsualCapacityTokens = 412_000;

    public static PrefixSettings Default { get; } = new();

    /// <summary>What the index may take; 0 for none, which predicts nothing.</summary>
    public long MemoryBytes { get; init; } = UsualMemoryBytes;

    /// <summary>What a cache holds of which nobody has told.</summary>
    public long CapacityTokens { get; init; } = UsualCapacityTokens;
}
