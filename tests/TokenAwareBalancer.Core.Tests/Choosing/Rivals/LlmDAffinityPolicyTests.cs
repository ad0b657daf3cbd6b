using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing.Rivals;

public sealed class LlmDAffinityPolicyTests
{
    [Theory]
    // 18 s of 15,928 tokens/s are 286,704 tokens.
    [InlineData(800, 286_000, 0, 0)]
    [InlineData(800, 287_000, 0, 1)]
    [InlineData(800, 287_000, 400, 0)]
    [InlineData(799, 2_000, 0, 1)]
    public void LlmDAffinity_CachedToFourFifths_IsStuckToForEighteenSeconds(
        long cached, long prefill, long otherPrefill, int chosen) => Assert.Equal(
        chosen,
        new LlmDAffinityPolicy().ChooseSlot(
            TestFleet.Work(1000),
            0,
            Candidates.With(0, prefill: prefill, cached: cached),
            Candidates.With(1, prefill: otherPrefill)));

    [Fact]
    public void LlmDAffinity_SeveralSticky_TakesTheLeastToCompute() => Assert.Equal(
        1,
        new LlmDAffinityPolicy().ChooseSlot(
            TestFleet.Work(1000),
            0,
            Candidates.With(0, prefill: 500, cached: 990),
            Candidates.With(1, prefill: 400, cached: 900),
            Candidates.With(2)));

    [Fact]
    public void LlmDAffinity_NobodySticky_WeighsWhatEachWouldCompute() => Assert.Equal(
        0,
        new LlmDAffinityPolicy().ChooseSlot(
            TestFleet.Work(1000), 0, Candidates.With(0, prefill: 500, cached: 600), Candidates.With(1)));

    [Fact]
    public void LlmDAffinity_AllBeyondTheThreshold_AreEqual()
    {
        var policy = new LlmDAffinityPolicy();
        var chosen = Enumerable.Range(0, 4).Select(_ => policy.ChooseSlot(
            TestFleet.Work(1000), 0, Candidates.With(0, prefill: 6_000_000), Candidates.With(1, prefill: 4_194_304)));

        Assert.Equal([0, 1, 0, 1], chosen);
    }
}
