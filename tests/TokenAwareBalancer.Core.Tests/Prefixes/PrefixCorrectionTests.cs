using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Prefixes;

/// <summary>What engines tell of their caches changes what is believed of them.</summary>
public sealed class PrefixCorrectionTests : PrefixTest
{
    [Fact]
    public void Answers_ThatTell_AreComparedWithWhatWasPredicted()
    {
        Ask("ab", found: 0);
        Ask("abc", found: Letters(2));
        Ask("abd", found: Letters(1));

        var reading = Read();

        Assert.Equal((3, Letters(4), Letters(3), Letters(1)),
            (reading.Answers, reading.PredictedTokens, reading.ObservedTokens, reading.ErrorTokens));
        Assert.Equal(Letters(1) / 3.0, reading.BiasTokens);
        Assert.Equal(Letters(1) / 3.0, reading.MeanErrorTokens);
        Assert.Equal(Letters(4) / (double)(Letters(8) + 3), reading.PredictedShare);
    }

    [Fact]
    public void Engine_WithoutACache_IsFoundOutAndBelievedAgainOnceItFindsSomething()
    {
        for (var turn = 0; turn < 9; turn++)
            Ask("abcdefgh", found: 0);
        Assert.Equal(0, Predict("abcdefgh"));
        Assert.Equal(0, Read().Trust);

        Ask("abcdefgh", found: Letters(7));

        Assert.Equal(Letters(8), Predict("abcdefghi"));
    }

    [Fact]
    public void Engine_FindsHalf_IsExpectedToFindHalf()
    {
        for (var turn = 0; turn < 400; turn++)
            Ask("abcdefgh", found: Letters(4));

        Assert.InRange(Predict("abcdefghi"), Letters(4) - 32, Letters(4) + 32);
    }

    [Fact]
    public void Answer_FindsNothingOfWhatWasLongUnused_EndsBeliefInWhatIsOlder()
    {
        for (var letter = 'A'; letter <= 'Z'; letter++)
            Ask(new string(letter, 10));

        Ask(new string('M', 10), found: 0);

        Assert.All("ABCL", letter => Assert.Equal(0, Predict(new string(letter, 10))));
        Assert.All("NXZM", letter => Assert.Equal(Letters(10), Predict(new string(letter, 10))));
        Assert.True(Read().CapacityTokens < 100_000);
    }

    [Fact]
    public void Engine_HoldsTheLastPromptsOnlyAndDoesNotTell_IsNotExpectedToFindOthers()
    {
        var wrong = 0;
        var engine = new Queue<string>();
        for (var turn = 0; turn < 200; turn++)
        {
            var letters = new string((char)('A' + (turn * 7 % 26)), 10);
            var found = engine.Contains(letters) ? Letters(10) : 0;
            wrong += Ask(letters, found: found).PredictedCachedTokens != found && turn > 100 ? 1 : 0;
            engine.Enqueue(letters);
            while (engine.Count > 3)
                engine.Dequeue();
        }

        Assert.InRange(wrong, 0, 2);
    }

    [Fact]
    public void Engine_HoldsMoreThanIsUsualAndDoesNotTell_IsBelievedToHoldMore()
    {
        for (var turn = 0; turn < 1000; turn++)
            Ask(new string((char)('A' + (turn % 100)), 10), found: turn < 100 ? 0 : Letters(10));

        Assert.True(Read().CapacityTokens > Letters(1000), $"{Read().CapacityTokens}");
    }

    [Fact]
    public void Engine_TellsItsCapacity_IsNeverBelievedToHoldMore()
    {
        Backends[0].Engine = Engine(default) with { KvCapacityTokens = Letters(50) };
        for (var turn = 0; turn < 200; turn++)
            Ask(new string((char)('A' + (turn % 20)), 10), found: Letters(10));

        Assert.Equal(Letters(50), Read().CapacityTokens);
    }

    [Fact]
    public void Engine_AnswersTellNothing_IsCorrectedByWhatItsMetricsCount()
    {
        double queried = 0;
        for (var scrape = 0; scrape < 200; scrape++)
        {
            Backends[0].Engine = Engine(new(queried, queried * 0.45, null, null));
            Ask("abcdefghij");
            queried += 1000;
        }

        // All of it is believed to be there; a little less than half of it is found.
        Assert.InRange(Predict("abcdefghijk"), Letters(4), Letters(5));
    }

    [Fact]
    public void Engine_AnswersTellAndMetricsCountSomethingElse_IsCorrectedByAnswers()
    {
        double queried = 0;
        for (var scrape = 0; scrape < 200; scrape++)
        {
            Backends[0].Engine = Engine(new(queried, 0, null, null));
            Ask("abcdefghij", found: Letters(10));
            queried += 1000;
        }

        Assert.Equal(Letters(10), Predict("abcdefghijk"));
    }

    private static EngineState Engine(EnginePrefixCounts counts) => new()
    {
        Engine = "vLLM",
        PrefixCounts = counts,
        ScrapedAtSeconds = 0,
        FreshForSeconds = 1,
    };
}
