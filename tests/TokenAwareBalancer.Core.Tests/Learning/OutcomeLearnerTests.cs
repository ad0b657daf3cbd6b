using TokenAwareBalancer.Understanding;

namespace TokenAwareBalancer.Learning;

public sealed class OutcomeLearnerTests
{
    private readonly ModelBeliefs _beliefs = new();

    [Fact]
    public void Learn_WholeAnswer_TeachesItsPromptAndItsLength()
    {
        Learn(new RequestOutline { Completions = 1 }, observedOutputTokens: 10);

        Assert.True(_beliefs.MeanOutputTokens < ModelBeliefs.PriorOutputTokens);
        Assert.True(_beliefs.BytesPerToken < ModelBeliefs.PriorBytesPerToken);
    }

    /// <remarks>vLLM says that an embedding has 0 output tokens, others say nothing.</remarks>
    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(null)]
    public void Learn_AnswerOfAnApiWithoutOutput_TeachesItsPromptOnly(long? observedOutputTokens)
    {
        Learn(new RequestOutline { Completions = 1, MaxOutputTokens = 0 }, observedOutputTokens);

        Assert.Equal(ModelBeliefs.PriorOutputTokens, _beliefs.MeanOutputTokens);
        Assert.True(_beliefs.BytesPerToken < ModelBeliefs.PriorBytesPerToken);
    }

    [Fact]
    public void Learn_PromptWithAGuess_TeachesItsLengthOnly()
    {
        Learn(new RequestOutline { Completions = 1, HasGuessedTokens = true }, observedOutputTokens: 10);

        Assert.True(_beliefs.MeanOutputTokens < ModelBeliefs.PriorOutputTokens);
        Assert.Equal(ModelBeliefs.PriorBytesPerToken, _beliefs.BytesPerToken);
    }

    [Theory]
    [InlineData(OutcomeKind.ClientGone, 200)]
    [InlineData(OutcomeKind.Completed, 400)]
    public void Learn_AnswerThatIsNotWhole_TeachesNothing(OutcomeKind kind, int status)
    {
        Learn(new RequestOutline { Completions = 1 }, observedOutputTokens: 10, kind, status);

        Assert.Equal(ModelBeliefs.PriorOutputTokens, _beliefs.MeanOutputTokens);
        Assert.Equal(ModelBeliefs.PriorBytesPerToken, _beliefs.BytesPerToken);
    }

    private void Learn(
        RequestOutline outline, long? observedOutputTokens,
        OutcomeKind kind = OutcomeKind.Completed, int status = 200)
    {
        var prompt = new PromptCount(Tokens: 55, IsExact: false, TextBytes: 200, FormatTokens: 5);
        OutcomeLearner.Learn(
            new RequestProfile(outline, "m", prompt),
            new Outcome(kind, status, ObservedPromptTokens: 105, observedOutputTokens, null, 1),
            _beliefs,
            "b1");
    }
}
