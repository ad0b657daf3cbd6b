using TokenAwareBalancer.Configuration.Declaring;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Configuration;

/// <summary>What is believed of the engines' prefix caches.</summary>
internal sealed class PrefixCacheOptions
{
    /// <summary>On: what is cached need not be computed; a policy that does not know it sends it elsewhere.</summary>
    [Toggle("Remember by hashes which beginnings of prompts each backend was sent, for policies that weigh what its "
        + "prefix cache saves.")]
    public bool Enabled { get; set; } = true;

    /// <summary>By client: where a request goes tells what others have asked.</summary>
    [Choice<PrefixSharing>("Between whose prompts a common beginning is expected to be found: byClient, those of one "
        + "key of keys; all, everybody's, where clients trust each other. Engines themselves share between all "
        + "whose requests carry no cache_salt of their own.")]
    public PrefixSharing Sharing { get; set; } = PrefixSharing.ByClient;

    /// <summary>In bytes; 280,000 beginnings.</summary>
    [ByteSize("What it may take, 120 bytes for each beginning at each backend; beyond it the oldest are forgotten.",
        "1MiB", "4GiB", "32MiB"), NeedsRestart]
    public long Memory { get; set; } = PrefixSettings.UsualMemoryBytes;

    /// <summary>An 8-billion-parameter model on 80 GB.</summary>
    [Integer("What the cache of an engine holds that does not tell it in its metrics; what answers tell corrects it.",
        "tokens", AtLeast = 1024, AtMost = 1_000_000_000, Example = 412_000), NeedsRestart]
    public int CapacityTokens { get; set; } = (int)PrefixSettings.UsualCapacityTokens;
}
