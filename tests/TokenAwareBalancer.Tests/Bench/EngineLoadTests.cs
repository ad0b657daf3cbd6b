using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Bench;

public sealed class EngineLoadTests
{
    [Fact]
    public void Rate_OfSerialEngines_IsWhatTheyServeOneAfterTheOther()
    {
        var engine = new EngineOptions { Profile = EngineProfile.Serial, PrefillMillisecondsPerToken = 1 };

        // A prompt of 1,000 tokens takes a second, its answer nothing.
        Assert.Equal(3, EngineLoad.RequestsPerSecond(0.75, 4, engine, new TestWorkload()), precision: 6);
    }

    [Fact]
    public void Rate_AnswersLeftToTheEngine_GoesByWhatItDrawsOnAverage()
    {
        var fixedLength = new EngineOptions { AnswerTokens = AnswerLength.Fixed(150) };
        var drawn = new EngineOptions { AnswerTokens = AnswerLength.Uniform(100, 200) };

        var ratio = EngineLoad.RequestsPerSecond(1, 1, drawn, new TestWorkload())
            / EngineLoad.RequestsPerSecond(1, 1, fixedLength, new TestWorkload());

        Assert.InRange(ratio, 0.99, 1.01);
    }
}
