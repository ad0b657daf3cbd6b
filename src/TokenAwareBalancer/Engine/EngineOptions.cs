using System.Net;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Identities;
using TokenAwareBalancer.Simulating.Engines;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Engine;

/// <summary>Everything that can be chosen about one simulated engine.</summary>
internal sealed class EngineOptions
{
    // Llama-3-8B on an A100-80: Vidur's published profile gives 11 ms + 0.07 ms per prefill token + 0.03 ms per
    // sequence. (0.9 · 80 GB − 16 GB of weights − 3 GB of activations) hold 400,000 tokens of 128 KiB.
    private static readonly HardwareProfile BatchingHardware = new()
    {
        Name = "batching",
        Costs = new(11, 0.07, 0.03),
        KvTokens = DefaultKvTokens,
    };

    private static readonly HardwareProfile SerialHardware = new()
    {
        Name = "serial",
        Costs = new(0, 1),
        Slots = 1,
        KvTokens = DefaultKvTokens,
    };

    private const int DefaultKvTokens = 400_000;

    public IPAddress Host { get; set; } = IPAddress.Loopback;

    /// <summary>The TCP port; 0 takes a free one, told by <see cref="SimulatedEngine.Address"/>.</summary>
    public int Port { get; set; }

    /// <summary>Sent in the <c>Server</c> header of each answer, never in its text.</summary>
    public string Name { get; set; } = "simulated-engine";

    /// <summary>The engine it passes for.</summary>
    public EngineIdentity Identity { get; set; } = EngineIdentity.Vllm;

    /// <summary>The models this engine says it serves; the first one labels its metrics.</summary>
    public IReadOnlyList<string> Models { get; set; } = ["simulated-model"];

    /// <summary>Answers 404 for a model not in <see cref="Models"/>; otherwise any model is served.</summary>
    public bool StrictModel { get; set; }

    public EngineProfile Profile { get; set; } = EngineProfile.Batching;

    /// <summary>Whose times and limits it has where nothing else is said; null takes the profile's own.</summary>
    public HardwareProfile? Hardware { get; set; }

    /// <summary>Null takes the profile's own: 0.07 when batching, 1 when serial.</summary>
    public double? PrefillMillisecondsPerToken { get; set; }

    /// <summary>Null takes the profile's own: 11 when batching (each iteration's base), 0 when serial.</summary>
    public double? DecodeMillisecondsPerToken { get; set; }

    /// <summary>What each decoding stream adds to an iteration; batching only. Null is 0.03.</summary>
    public double? DecodeMillisecondsPerStream { get; set; }

    /// <summary>Each duration is multiplied by a uniform draw from 1 ± this. Null: 0.03 batching, 0.2 serial.</summary>
    public double? Jitter { get; set; }

    /// <summary>How many requests run at once. Null takes the profile's own: 256 batching, 1 serial.</summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>How many requests may wait; beyond it the answer is 429. Null is no limit.</summary>
    public int? QueueLimit { get; set; }

    /// <summary>
    /// Tokens of one iteration, decodes first, prefill chunks with what is left; batching only. Null is 2048.
    /// </summary>
    public int? TokenBudget { get; set; }

    /// <summary>What the KV cache holds, and so the longest context; null is 400,000.</summary>
    public int? KvCacheTokens { get; set; }

    /// <summary>
    /// Whether what a prompt has in common with earlier ones, from its start, is not computed again; batching only, and
    /// only where prompts are counted by their bytes.
    /// </summary>
    public bool CachesPrefixes { get; set; }

    /// <summary>The longest context, and what KV use is relative to.</summary>
    public int ContextTokens => (int)Math.Min(int.MaxValue, ResolveHardware().KvTokens);

    /// <summary>All modelled times are divided by this.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Real time from the start in which it answers 503, whatever <see cref="Speed"/> is.</summary>
    public double LoadingSeconds { get; set; }

    public int Seed { get; set; } = 1;

    /// <summary>Null takes the profile's own: 128 when batching, 8 when serial.</summary>
    public AnswerLength? AnswerTokens { get; set; }

    /// <summary>
    /// Sends what opens a stream (role-only chunk, <c>message_start</c>) when the request is accepted instead of with
    /// the first token: what a balancer must not take for a first token.
    /// </summary>
    public bool EarlyStart { get; set; }

    public FailureOptions Failures { get; set; } = new();

    /// <summary>Counts prompts; null counts one token per four bytes of UTF-8.</summary>
    public ITokenCounter? TokenCounter { get; set; }

    private bool IsSerial => Profile == EngineProfile.Serial;

    /// <summary>The same choices, to be changed for another engine.</summary>
    public EngineOptions Clone() => (EngineOptions)MemberwiseClone();

    /// <summary>The engine that all of this means.</summary>
    public HardwareProfile ResolveHardware()
    {
        var hardware = Hardware ?? (IsSerial ? SerialHardware : BatchingHardware);
        var costs = hardware.Costs;
        return hardware with
        {
            Costs = costs with
            {
                BaseMilliseconds = DecodeMillisecondsPerToken ?? costs.BaseMilliseconds,
                PrefillTokenMilliseconds = PrefillMillisecondsPerToken ?? costs.PrefillTokenMilliseconds,
                StreamMilliseconds = IsSerial
                    ? costs.StreamMilliseconds
                    : DecodeMillisecondsPerStream ?? costs.StreamMilliseconds,
            },
            TokenBudget = TokenBudget ?? hardware.TokenBudget,
            MaxRequests = MaxConcurrency ?? hardware.MaxRequests,
            Slots = hardware.IsBatching && !IsSerial ? 0 : MaxConcurrency ?? (IsSerial ? 1 : hardware.Slots),
            KvTokens = KvCacheTokens ?? hardware.KvTokens,
            CachesPrefixes = CachesPrefixes,
        };
    }

    public double ResolveJitter() => Jitter ?? (IsSerial ? 0.2 : 0.03);

    public AnswerLength ResolveAnswerTokens() =>
        AnswerTokens ?? AnswerLength.Fixed(IsSerial ? 8 : 128);
}
