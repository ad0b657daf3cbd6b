using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing.Rivals;

public sealed class DynamoKvPolicyTests
{
    /// <summary>A prompt of 1,600 tokens is 100 blocks to compute and 100 to keep, unless some are cached.</summary>
    [Theory]
    // (100 + 100) + 200 blocks against 190 + 200, and against 210 + 200.
    [InlineData(1600, 1600, 0, 0, 3040, 0, 1)]
    [InlineData(1600, 1600, 0, 0, 3360, 0, 0)]
    // 60 + 200 - 20 cached against 45 + 200, and against 35 + 200.
    [InlineData(0, 960, 320, 0, 720, 0, 0)]
    [InlineData(0, 960, 320, 0, 560, 0, 1)]
    public void DynamoKv_Blocks_AreThoseToComputeAndThoseInUse(
        long prefill, long prompt, long cached, long otherPrefill, long otherPrompt, long otherCached, int chosen) =>
        Assert.Equal(
            chosen,
            new DynamoKvPolicy().ChooseSlot(
                TestFleet.Work(1600),
                0,
                Candidates.With(0, prefill: prefill, prompt: prompt, cached: cached),
                Candidates.With(1, prefill: otherPrefill, prompt: otherPrompt, cached: otherCached)));
}
