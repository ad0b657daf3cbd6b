using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Choosing.Rivals;

/// <summary>
/// By the prior: 0.07 ms a token, 2.6e-6 ms a pair, an empty iteration of 11 ms.
/// </summary>
public sealed class PrebleE2PolicyTests
{
    private static readonly WorkEstimate Prompt1000 = TestFleet.Work(1000, outputTokens: 100);

    private readonly PrebleE2Policy _policy = new();

    [Theory]
    [InlineData(501, 0)]
    [InlineData(500, 1)]
    public void PrebleE2_MoreCachedThanMissing_IsExploitedWhateverTheLoad(long cached, int chosen)
    {
        Send(0, Prompt1000);

        Assert.Equal(chosen, Choose(1, Candidates.With(0, cached: cached), Candidates.With(1)));
    }

    [Fact]
    public void PrebleE2_SeveralHaveTheLongestPrefix_TakesTheLightest()
    {
        Send(0, Prompt1000);
        Send(1, TestFleet.Work(500, outputTokens: 100));

        Assert.Equal(1, Choose(
            1, Candidates.With(0, cached: 800), Candidates.With(1, cached: 800), Candidates.With(2, cached: 799)));
    }

    [Theory]
    // What was sent to the first is 71.3 + 100·11 = 1,171.3 ms, and it saves 35.3 of this one's 71.3.
    [InlineData(1, 1)]
    [InlineData(170, 1)]
    [InlineData(186, 0)]
    public void PrebleE2_Exploring_WeighsThreeMinutesOfLoad(double nowSeconds, int chosen)
    {
        Send(0, Prompt1000);

        Assert.Equal(chosen, Choose(nowSeconds, Candidates.With(0, cached: 500), Candidates.With(1)));
    }

    /// <summary>
    /// 43.09 ms, of which two fifths of the prompt were cached, against 43.11 of which nothing was: room for 1,000
    /// tokens costs the first 0.4·70 ms.
    /// </summary>
    [Fact]
    public void PrebleE2_Exploring_WeighsWhatWouldBeEvicted()
    {
        _policy.ChooseSlot(TestFleet.Work(1000, outputTokens: 0), 0, Candidates.With(0, cached: 400));
        _policy.ChooseSlot(TestFleet.Work(609, outputTokens: 0), 0, Candidates.With(1));

        Assert.Equal(1, Choose(1, Candidates.With(0), Candidates.With(1)));
    }

    /// <summary>Its own prefill is 71.3 ms, or 35.98 where half is cached: that outweighs 30 ms of load.</summary>
    [Theory]
    [InlineData(400, 0)]
    [InlineData(600, 1)]
    public void PrebleE2_Exploring_WeighsItsOwnPrefill(long sentTokens, int chosen)
    {
        // 28.2 and 42.5 ms.
        _policy.ChooseSlot(TestFleet.Work(sentTokens, outputTokens: 0), 0, Candidates.With(0));

        Assert.Equal(chosen, Choose(1, Candidates.With(0, cached: 500), Candidates.With(1)));
    }

    [Fact]
    public void DispatchWindow_ManyRequests_HoldsThoseOfThreeMinutes()
    {
        var window = new DispatchWindow();
        for (var second = 0; second < 1000; second++)
            window.Add(new Dispatched(1, 2, 4), second);

        // 175 to 180 seconds of them.
        Assert.InRange(window.Read(999).Milliseconds, 175, 180);
        Assert.Equal(0.5, window.Read(999).CachedShare);
        Assert.Equal(default, window.Read(1180));
    }

    private void Send(int slot, WorkEstimate work) => _policy.ChooseSlot(work, 0, Candidates.With(slot));

    private int Choose(double nowSeconds, params Candidate[] candidates) =>
        _policy.ChooseSlot(Prompt1000, nowSeconds, candidates);
}
