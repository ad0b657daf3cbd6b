namespace TokenAwareBalancer.Learning;

public sealed class TokenizerDriftTests
{
    private readonly Random _random = new(11);

    /// <remarks>The templates of the design: fixed tokens of a conversation, and of each message.</remarks>
    [Theory]
    [InlineData(7, -1)]
    [InlineData(32, 2)]
    [InlineData(-3, -1.5)]
    public void Observe_TemplateAlone_IsLearnedWithoutAFactor(double overhead, double perMessage)
    {
        var drift = new TokenizerDrift();
        for (var i = 0; i < 100; i++)
            Observe(drift, overhead, perMessage, factor: 1);

        var belief = drift.Belief;
        Assert.InRange(belief.Factor, 0.998, 1.002);
        Assert.InRange(belief.CertainDrift, 0, 0.002);
        var expected = 1000 + overhead + (6 * perMessage);
        Assert.InRange(belief.Correct(1000, 950, 6), expected - 3, expected + 3);
    }

    [Theory]
    [InlineData(0.6)]
    [InlineData(1.05)]
    [InlineData(1.8)]
    public void Observe_OtherVocabulary_CorrectsWithinThreePercentAfterFiftyPrompts(double factor)
    {
        var drift = new TokenizerDrift();
        for (var i = 0; i < 50; i++)
            Observe(drift, overhead: 20, perMessage: 1, factor);

        Assert.InRange(drift.Belief.Factor / factor, 0.97, 1.03);
        Assert.InRange(drift.Belief.Correct(4000, 3990, 2) / (3990 * factor), 0.96, 1.04);
    }

    [Fact]
    public void Observe_PromptsAllAlike_PredictsTheSumAndFindsNoDrift()
    {
        var drift = new BackendDrift();
        for (var i = 0; i < 200; i++)
            Assert.Null(drift.Observe(500, 494, 1, 525));

        Assert.InRange(drift.Drift.Belief.Correct(500, 494, 1), 522, 528);
        Assert.Equal(DriftState.None, drift.State);
    }

    [Fact]
    public void Observe_OnePromptFarOff_MovesTheCorrectionByLessThanTwoPercent()
    {
        var drift = new TokenizerDrift();
        for (var i = 0; i < 100; i++)
            Observe(drift, 10, 1, 1);
        var before = drift.Belief.Correct(2000, 1990, 3);

        drift.Observe(30_000, 29_990, 3, 300);

        Assert.InRange(drift.Belief.Correct(2000, 1990, 3) / (double)before, 0.98, 1.02);
    }

    [Fact]
    public void BackendDrift_WrongTokenizerThatIsMended_IsToldOnceAndEndedOnce()
    {
        var drift = new BackendDrift();
        var changes = new List<DriftState>();
        for (var i = 0; i < 1500; i++)
        {
            var textTokens = _random.Next(50, 4000);
            var factor = i < 100 ? 1.3 : 1.0;
            var observed = (long)((textTokens * factor) + 20 + _random.Next(-2, 3));
            if (drift.Observe(textTokens + 6, textTokens, 1, observed) is { } change)
                changes.Add(change.State);
        }

        Assert.Equal(DriftState.WrongTokenizer, changes[0]);
        Assert.Equal(DriftState.None, changes[^1]);
        Assert.InRange(changes.Count, 2, 3);
    }

    [Fact]
    public void Observe_ByManyThreads_LosesNoObservation()
    {
        var beliefs = new ModelBeliefs();
        Parallel.For(0, 2000, i => beliefs.ObserveCount($"b{i % 4}", 106, 100, 1, 110));

        Assert.Equal(2000, beliefs.Drift.Belief.Observations);
        Assert.Equal(2000, beliefs.DriftOfBackends.Values.Sum(backend => backend.Drift.Belief.Observations));
    }

    [Fact]
    public void ObserveCount_BackendNamesWithoutEnd_KeepsOnlySoMany()
    {
        var beliefs = new ModelBeliefs();
        for (var i = 0; i < 3000; i++)
            beliefs.ObserveCount($"b{i}", 106, 100, 1, 110);

        Assert.InRange(beliefs.DriftOfBackends.Count, 1, 1024);
    }

    private void Observe(TokenizerDrift drift, double overhead, double perMessage, double factor)
    {
        var textTokens = _random.Next(20, 6000);
        var messages = _random.Next(1, 12);
        var observed = (textTokens * factor) + overhead + ((3 + perMessage) * messages) + 3 + _random.Next(-1, 2);
        drift.Observe(textTokens + (3 * messages) + 3, textTokens, messages, Math.Max(1, (long)observed));
    }
}
