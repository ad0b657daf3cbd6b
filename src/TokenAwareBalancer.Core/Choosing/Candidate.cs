using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Pacing;

namespace TokenAwareBalancer.Choosing;

/// <summary>A backend that could take the request, as plain data: what a policy may know of it.</summary>
/// <param name="Slot">Its position among the backends of the model: a policy may keep state by it.</param>
/// <param name="Weight">Relative capacity, greater than 0.</param>
/// <param name="InFlight">Its ledger at the moment of the choice.</param>
public readonly record struct Candidate(int Slot, double Weight, LedgerEntry InFlight)
{
    /// <summary>Tokens of this prompt that its prefix cache is expected to hold; less than the prompt has.</summary>
    public long CachedTokens { get; init; }

    /// <summary>The prompt that it is believed to be computing.</summary>
    public PrefillHead Head { get; init; }

    /// <summary>How far it is believed to be with the prompts that it was sent.</summary>
    public PrefillProgress Prefill { get; init; }

    /// <summary>Its streams by what is left of them; null where nobody keeps them.</summary>
    public StreamLengths? Streams { get; init; }

    /// <summary>How fast it is believed to be; null while nothing is known.</summary>
    public EngineSpeed? Speed { get; init; }

    /// <summary>What its KV cache holds; null while nobody has told.</summary>
    public long? KvCapacityTokens { get; init; }

    /// <summary>The most requests it runs at once; null is no limit that is known.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>What it last said of itself, however long ago; null while it has said nothing.</summary>
    public EngineState? Engine { get; init; }

    /// <summary>What it would have to compute of a prompt.</summary>
    public PrefillWork PrefillOf(in WorkEstimate work) => PrefillWork.Of(work.PromptTokens, CachedTokens);

    /// <summary>The part of a prompt that it need not compute, from 0 up to 1.</summary>
    public double CachedShareOf(in WorkEstimate work) =>
        work.PromptTokens > 0 ? (double)CachedTokens / work.PromptTokens : 0;
}
