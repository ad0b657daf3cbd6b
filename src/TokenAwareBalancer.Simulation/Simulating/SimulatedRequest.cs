namespace TokenAwareBalancer.Simulating;

/// <summary>A request of a simulation: when it comes, and what it will turn out to be.</summary>
/// <param name="ArrivalSeconds">After the start; requests are in this order.</param>
/// <param name="PromptTokens">1 or more.</param>
/// <param name="OutputTokens">1 or more; no policy sees it.</param>
public readonly record struct SimulatedRequest(double ArrivalSeconds, int PromptTokens, int OutputTokens)
{
    private const int UsualBlockTokens = 512;

    private readonly int _blockTokens;

    /// <summary>
    /// One id for each block of its prompt that others may begin with too, the last perhaps shorter; empty where
    /// nothing is shared.
    /// </summary>
    public ReadOnlyMemory<long> BlockIds { get; init; }

    /// <summary>Prompt tokens of a block; as traces have it, unless told. Whole KV blocks of 16 tokens.</summary>
    public int BlockTokens
    {
        get => _blockTokens == 0 ? UsualBlockTokens : _blockTokens;
        init => _blockTokens = value;
    }

    /// <summary>Which of <see cref="SimulationPlan.Models"/> it asks for.</summary>
    public int Model { get; init; }

    /// <summary>Whose it is: told by the record of it, for statistics.</summary>
    public int Tenant { get; init; }
}
