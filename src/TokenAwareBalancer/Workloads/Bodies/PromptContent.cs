using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Workloads.Bodies;

/// <summary>What the text of a prompt is: the same words wherever and whenever it is written.</summary>
/// <param name="Tokens">How long it is; at least 1.</param>
/// <param name="Seed">Texts of different seeds share nothing.</param>
/// <param name="Index">The number of the request: its own words differ from those of every other.</param>
internal readonly record struct PromptContent(int Tokens, int Seed, long Index)
{
    /// <summary>
    /// Blocks of <see cref="TraceRequest.BlockTokens"/> that it begins with, by id: the same id is the same text in
    /// every prompt of the seed. What they leave over are words of its own.
    /// </summary>
    public ReadOnlyMemory<long> BlockIds { get; init; }
}
