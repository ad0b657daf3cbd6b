using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Learning;

public sealed class ScriptBeliefTests
{
    [Fact]
    public void Observe_TwoScripts_AreLearnedApart()
    {
        var beliefs = new ModelBeliefs();
        for (var i = 0; i < 40; i++)
        {
            beliefs.ObservePrompt(4700, 1000, ScriptClass.LatinProse);
            beliefs.ObservePrompt(2100, 1000, ScriptClass.Cjk);
        }

        Assert.InRange(beliefs.EstimateFor(ScriptClass.LatinProse).BytesPerToken, 4.65, 4.75);
        Assert.InRange(beliefs.EstimateFor(ScriptClass.Cjk).BytesPerToken, 2.05, 2.15);
        Assert.Equal(
            ScriptBelief.PriorOf(ScriptClass.Code), beliefs.EstimateFor(ScriptClass.Code).BytesPerToken);
    }

    [Fact]
    public void RelativeError_PromptsThatSpreadByTenPercent_IsTheirMeanDeviationAndUnbiased()
    {
        var belief = new ScriptBelief(4);
        var random = new Random(2);
        for (var i = 0; i < 2000; i++)
            belief.Observe(4000, (long)(1000 * (0.9 + (0.2 * random.NextDouble()))));

        // Uniform within ±10 %: 5 % off on average.
        Assert.InRange(belief.RelativeError, 0.04, 0.06);
        Assert.InRange(belief.RelativeBias, -0.02, 0.02);
    }

    [Fact]
    public void RelativeError_NothingObserved_IsThePriors() =>
        Assert.Equal(ScriptBelief.PriorRelativeError, new ScriptBelief(4).RelativeError);
}
