using System.Net;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Identities;
using TokenAwareBalancer.Engine.Scheduling;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Engine;

/// <summary>Everything that can be chosen about one simulated engine.</summary>
internal sealed class EngineOptions
{
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

    /// <summary>Null takes the profile's own: 0.07 when batching, 1 when serial.</summary>
    public double? PrefillMillisecondsPerToken { get; set; }

    /// <summary>Null takes the profile's own: 11 when batching (each iteration's base), 0 when serial.</summary>
    public double? DecodeMillisecondsPerToken { get; set; }

    /// <summary>What each decoding stream adds to an iteration; batching only.</summary>
    public double DecodeMillisecondsPerStream { get; set; } = 0.03;

    /// <summary>Each duration is multiplied by a uniform draw from 1 ± this. Null: 0.03 batching, 0.2 serial.</summary>
    public double? Jitter { get; set; }

    /// <summary>How many requests run at once. Null takes the profile's own: 256 batching, 1 serial.</summary>
    public int? MaxConcurrency { get; set; }

    /// <summary>How many requests may wait; beyond it the answer is 429. Null is no limit.</summary>
    public int? QueueLimit { get; set; }

    /// <summary>Tokens of one iteration, decodes first, prefill chunks with what is left; batching only.</summary>
    public int TokenBudget { get; set; } = 2048;

    /// <summary>
    /// What KV use is relative to, and what the engine says its context is. The default is what
    /// (0.9 · 80 GB − 16 GB of weights − 3 GB of activations) holds at 128 KiB per token, an 8B model on an A100-80.
    /// </summary>
    public int KvCacheTokens { get; set; } = 400_000;

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

    /// <summary>The same choices, to be changed for another engine.</summary>
    public EngineOptions Clone() => (EngineOptions)MemberwiseClone();

    /// <summary>What the profile means for times; see <see cref="EngineTiming"/>.</summary>
    public EngineTiming ResolveTiming() => Profile switch
    {
        EngineProfile.Serial => new(
            PrefillMillisecondsPerToken ?? 1,
            DecodeMillisecondsPerToken ?? 0,
            0,
            Jitter ?? 0.2),
        // Llama-3-8B on an A100-80: Vidur's published profile gives 11 ms + 0.07 ms per prefill token + 0.03 ms per
        // sequence; 3 % is the noise measured around that line.
        _ => new(
            PrefillMillisecondsPerToken ?? 0.07,
            DecodeMillisecondsPerToken ?? 11,
            DecodeMillisecondsPerStream,
            Jitter ?? 0.03),
    };

    public SchedulerLimits ResolveLimits() =>
        new(MaxConcurrency ?? (Profile == EngineProfile.Serial ? 1 : 256), QueueLimit, TokenBudget);

    public AnswerLength ResolveAnswerTokens() =>
        AnswerTokens ?? AnswerLength.Fixed(Profile == EngineProfile.Serial ? 8 : 128);
}
