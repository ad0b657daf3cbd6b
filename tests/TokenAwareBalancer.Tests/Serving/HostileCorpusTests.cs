using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Hostile;

namespace TokenAwareBalancer.Serving;

/// <summary>
/// Every raw request of the corpus, before a backend that keeps each byte of what it is sent.
/// </summary>
public sealed class HostileCorpusTests : ServingTest
{
    public static TheoryData<string> Names { get; } = [.. HostileCase.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_OfTheCorpus_EndsAsItMustAndLeavesItsNeighbourAlone(string name)
    {
        var one = HostileCase.Read(name);
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);

        var visit = await HostileVisit.MakeAsync(Address, one);
        await AssertSettledAsync();

        HostileAssert.AnswersAreRight(one, visit);
        HostileAssert.BackendReadWhatIsRight(one, visit, backend.Requests);
        Assert.Equal(200, (await AskChatAsync()).Status);
    }

    [Fact]
    public void Corpus_AsItIsRead_HasItsCases() => Assert.True(HostileCase.Names.Count() > 200);
}
