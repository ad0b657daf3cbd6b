namespace TokenAwareBalancer.Workloads.Mixes;

/// <summary>One kind of request in a mix.</summary>
/// <param name="Share">How much of the mix it is: all shares add up to 1.</param>
/// <param name="Prompt">Drawn first.</param>
/// <param name="Answer">Drawn second, whatever the prompt.</param>
internal sealed record MixPart(double Share, TokenLengths Prompt, TokenLengths Answer);
