using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Prefixes;

/// <summary>What does not fit is forgotten in the order in which engines evict it.</summary>
public sealed class PrefixEvictionTests() : PrefixTest(capacityTokens: 10 * TestPrompt.LetterTokens)
{
    [Theory]
    [InlineData("def", 1)]
    [InlineData("abcx", 3)]
    [InlineData("ghix", 3)]
    public void Cache_Full_LosesWhatWasUnusedForLongestItsEndFirst(string letters, int expected)
    {
        Ask("abc");
        Ask("def");
        Ask("ghi");
        Ask("abc");

        // One letter fits beside the nine, and its other tokens take a part of another.
        Ask("jk");

        Assert.Equal(Letters(expected), Predict(letters));
    }

    [Fact]
    public void Cache_FullOfRequestsInFlight_LosesNothingOfThem()
    {
        var inFlight = Send("abcdef");
        Ask("ghi");

        Send("jklmno");

        Assert.Equal(Letters(6), Predict("abcdefg"));
        Assert.Equal(0, Predict("ghi"));
        inFlight.Answer();
    }

    [Fact]
    public void Cache_TokensGeneratedInFlight_TakeItsRoom()
    {
        Ask("abc");
        var generating = Send("def");
        generating.ReleasePrefill();
        generating.ObserveOutput((int)Letters(4) - 10);

        Ask("g");

        Assert.Equal(Letters(2), Predict("abc"));
    }

    [Fact]
    public void Cache_CapacityTold_IsThatOfTheEngine()
    {
        Backends[0].Engine = Engine(kvTokens: Letters(4));
        Ask("abc");
        Ask("de");

        Assert.Equal((Letters(4), Letters(3)), (Read().CapacityTokens, Read().BelievedTokens));
    }

    [Fact]
    public void Engine_StartedAnew_HoldsNothing()
    {
        Backends[0].Engine = Engine(kvTokens: Letters(20)) with { PrefixCounts = new(1000, 100, null, 1_700_000_000) };
        Ask("abc");
        Assert.Equal(Letters(3), Predict("abcd"));

        Backends[0].Engine = Engine(kvTokens: Letters(20)) with { PrefixCounts = new(1200, 100, null, 1_700_000_100) };

        Assert.Equal(0, Predict("abcd"));
    }

    [Fact]
    public void Engine_CountsFewerQueriesThanBefore_HoldsNothing()
    {
        Backends[0].Engine = Engine(kvTokens: null) with { PrefixCounts = new(1000, 100, null, null) };
        Ask("abc");

        Backends[0].Engine = Engine(kvTokens: null) with { PrefixCounts = new(10, 0, null, null) };

        Assert.Equal(0, Predict("abcd"));
    }

    private static EngineState Engine(long? kvTokens) => new()
    {
        Engine = "vLLM",
        KvCapacityTokens = kvTokens,
        ScrapedAtSeconds = 0,
        FreshForSeconds = 1,
    };
}
