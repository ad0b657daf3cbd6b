using TokenAwareBalancer.Simulating;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Experiments.Sources;

public sealed class TraceSourceTests
{
    private const string Sharing = """
        {"timestamp": 0, "input_length": 700, "output_length": 20, "hash_ids": [0, 1]}
        {"timestamp": 3000, "input_length": 900, "output_length": 30, "hash_ids": [0, 2]}
        {"timestamp": 1000, "input_length": 800, "output_length": 10, "hash_ids": [0, 3]}

        """;

    private const string Plain = """
        TIMESTAMP,ContextTokens,GeneratedTokens
        2023-11-16 18:00:00,11,1
        2023-11-16 18:00:02,12,2
        2023-11-16 18:00:05,13,3
        2023-11-16 18:00:06,14,4

        """;

    [Fact]
    public void Prefixes_Shared_KeepTheOrderOfTheTraceWhateverTheSeed()
    {
        using var file = new TemporaryFile(Sharing);
        var source = TraceSource.Open([file.Path]);

        Assert.Equal([700, 800, 900], source.Take(3, seed: 1, atOwnTimes: false).Select(one => one.PromptTokens));
        Assert.Equal([700, 800, 900], source.Take(3, seed: 2, atOwnTimes: false).Select(one => one.PromptTokens));
        Assert.Equal(3, source.DefaultCount(atOwnTimes: false));
    }

    [Fact]
    public void Prefixes_OfASecondRound_AreNewOnes()
    {
        using var file = new TemporaryFile(Sharing);

        var requests = TraceSource.Open([file.Path]).Take(6, seed: 1, atOwnTimes: true);

        Assert.Equal([20, 10, 30, 20, 10, 30], requests.Select(one => one.OutputTokens));
        Assert.Empty(Ids(requests.Take(3)).Intersect(Ids(requests.Skip(3))));
        Assert.Equal(requests.Select(one => one.ArrivalSeconds).Order(), requests.Select(one => one.ArrivalSeconds));
    }

    [Fact]
    public void Prefixes_OfTwoTraces_AreNotConfused()
    {
        using var file = new TemporaryFile(Sharing);

        var requests = TraceSource.Open([file.Path, file.Path]).Take(6, seed: 1, atOwnTimes: true);

        Assert.Equal(2, requests.Count(one => one.ArrivalSeconds == 0));
        Assert.Equal(8, Ids(requests).Distinct().Count());
    }

    [Fact]
    public void Lengths_Alone_ComeInAnOrderOfTheSeedEachOnceBeforeAnyAgain()
    {
        using var file = new TemporaryFile(Plain);
        var source = TraceSource.Open([file.Path]);

        var one = source.Take(40, seed: 1, atOwnTimes: false).Select(request => request.PromptTokens).ToArray();
        var other = source.Take(40, seed: 2, atOwnTimes: false).Select(request => request.PromptTokens).ToArray();

        Assert.NotEqual(one, other);
        Assert.All(one.Chunk(4), round => Assert.Equal([11, 12, 13, 14], round.Order()));
    }

    [Fact]
    public void Times_OfTheTrace_AreKept()
    {
        using var file = new TemporaryFile(Plain);

        var requests = TraceSource.Open([file.Path]).Take(4, seed: 1, atOwnTimes: true);

        Assert.Equal([0, 2, 5, 6], requests.Select(one => one.ArrivalSeconds));
    }

    [Fact]
    public void Times_OfSeveralTraces_AreMergedFromTheFirstRequestOfEachOn_AndGoOnInRounds()
    {
        using var plain = new TemporaryFile(Plain);
        using var sharing = new TemporaryFile(Sharing);

        var requests = TraceSource.Open([plain.Path, sharing.Path]).Take(9, seed: 1, atOwnTimes: true);

        // Seven in 6 s: the next round begins the mean gap of one second after the last of this.
        Assert.Equal([0, 0, 1, 2, 3, 5, 6, 7, 7], requests.Select(one => one.ArrivalSeconds));
        Assert.Equal([11, 700, 800, 12, 900, 13, 14], requests.Take(7).Select(one => one.PromptTokens));
    }

    [Fact]
    public void Requests_OfATrace_AreDrawnUnlessItsTimesOrPrefixesDecide()
    {
        using var plain = new TemporaryFile(Plain);
        using var sharing = new TemporaryFile(Sharing);

        Assert.True(TraceSource.Open([plain.Path]).IsDrawn(atOwnTimes: false));
        Assert.False(TraceSource.Open([plain.Path]).IsDrawn(atOwnTimes: true));
        Assert.False(TraceSource.Open([plain.Path, sharing.Path]).IsDrawn(atOwnTimes: false));
    }

    private static IEnumerable<long> Ids(IEnumerable<SimulatedRequest> requests) =>
        requests.SelectMany(request => request.BlockIds.ToArray());
}
