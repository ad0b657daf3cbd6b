namespace TokenAwareBalancer.Learning;

/// <summary>Prompts that engines cut are not taken for those of another tokenizer.</summary>
public sealed class CutPromptsTests
{
    private readonly Random _random = new(5);

    [Theory]
    [InlineData(512)]
    [InlineData(1)]
    public void Observe_EngineThatCutsLongPrompts_FindsNoWrongTokenizer(int mostTokens)
    {
        var drift = new BackendDrift();
        for (var i = 0; i < 400; i++)
        {
            var textTokens = _random.Next(20, 1500);
            // Of a client that has all its prompts cut to one token, half of the traffic.
            var isCut = mostTokens > 1 || i % 2 == 0;
            drift.Observe(textTokens, textTokens, 0, isCut ? Math.Min(textTokens + 2, mostTokens) : textTokens + 2);
        }

        Assert.NotEqual(DriftState.WrongTokenizer, drift.State);
        Assert.InRange(drift.Drift.Belief.Factor, 0.97, 1.03);
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(0.85)]
    public void Observe_OtherTokenizerOfPromptsOfFewLengths_IsStillFound(double factor)
    {
        var drift = new BackendDrift();
        for (var i = 0; i < 400; i++)
        {
            var textTokens = 500 * _random.Next(1, 5);
            drift.Observe(textTokens + 6, textTokens, 1, (long)(factor * textTokens) + 20);
        }

        Assert.Equal(DriftState.WrongTokenizer, drift.State);
    }
}
