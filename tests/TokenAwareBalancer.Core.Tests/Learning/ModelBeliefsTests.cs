namespace TokenAwareBalancer.Learning;

public sealed class ModelBeliefsTests
{
    [Fact]
    public void Beliefs_NothingLearned_AreThePriors()
    {
        var beliefs = new ModelBeliefs();

        Assert.Equal(4, beliefs.BytesPerToken);
        Assert.Equal(256, beliefs.MeanOutputTokens);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(2.9)]
    [InlineData(6)]
    public void BytesPerToken_AfterFiftyRequests_IsWithinTenPercent(double trueBytesPerToken)
    {
        var beliefs = new ModelBeliefs();
        var random = new Random(7);
        for (var request = 0; request < 50; request++)
        {
            var tokens = random.Next(20, 2000);
            var spread = 1 + ((random.NextDouble() - 0.5) * 0.4);
            beliefs.ObservePrompt((long)(tokens * trueBytesPerToken * spread), tokens);
        }

        Assert.InRange(beliefs.BytesPerToken / trueBytesPerToken, 0.9, 1.1);
    }

    [Fact]
    public void MeanOutput_WorkloadChanges_Follows()
    {
        var beliefs = new ModelBeliefs();
        for (var answer = 0; answer < 1000; answer++)
            beliefs.ObserveOutput(30, completions: 1);
        Assert.InRange(beliefs.MeanOutputTokens, 29, 32);

        for (var answer = 0; answer < 600; answer++)
            beliefs.ObserveOutput(600, completions: 2);
        Assert.InRange(beliefs.MeanOutputTokens, 270, 301);
    }

    [Fact]
    public void Beliefs_NonsenseObserved_StayAsTheyWere()
    {
        var beliefs = new ModelBeliefs();
        beliefs.ObservePrompt(100, 0);
        beliefs.ObservePrompt(100, -5);
        beliefs.ObserveOutput(0, 1);
        beliefs.ObserveOutput(10, 0);

        Assert.Equal(4, beliefs.BytesPerToken);
        Assert.Equal(256, beliefs.MeanOutputTokens);
    }
}
