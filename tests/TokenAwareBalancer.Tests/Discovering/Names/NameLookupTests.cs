using System.Net;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>What is made of what DNS says.</summary>
public sealed class NameLookupTests
{
    [Fact]
    public void Services_OfTheBestPriority_AreTakenWithTheirPartOfTheWeights()
    {
        var answer = NameLookup.OfServices(
        [
            new(20, 1, 80, "spare", 5),
            new(10, 30, 80, "b", 60),
            new(10, 10, 80, "a", 40),
            new(10, 10, 80, "a", 40),
        ]);

        Assert.Equal([new("a", 80, 0.5), new FoundPlace("b", 80, 1.5)], answer.Places);
        Assert.Equal(40, answer.HoldsFor.TotalSeconds);
    }

    [Fact]
    public void Services_WithoutWeights_AreAllAlike() => Assert.All(
        NameLookup.OfServices([new(0, 0, 1, "a", 0), new(0, 0, 2, "a", 0)]).Places, place => Assert.Equal(1, place.Share));

    [Theory]
    [InlineData("", 80)]
    [InlineData("host", 0)]
    [InlineData("host/path", 80)]
    [InlineData("host@other", 80)]
    [InlineData("ho st", 80)]
    [InlineData("h\u00e9", 80)]
    [InlineData("host:1", 80)]
    public void Service_OfWhatIsNoHost_IsLeftOut(string target, int port) =>
        Assert.Empty(NameLookup.OfServices([new(0, 0, port, target, 9)]).Places);

    [Fact]
    public void Service_ThatSaysItHoldsForYears_IsAskedForAgainSoon() =>
        Assert.Equal(300, NameLookup.OfServices([new(0, 0, 1, "a", int.MaxValue)]).HoldsFor.TotalSeconds);

    [Fact]
    public void Addresses_OfBothFamilies_AreThoseOfIPv4() => Assert.Equal(["10.0.0.1", "10.0.0.2"],
        NameLookup.OfAddresses([.. Addresses("10.0.0.2", "fd00::1", "10.0.0.1", "10.0.0.2")])
            .Places.Select(place => place.Host));

    [Fact]
    public void Addresses_OfIPv6Alone_AreTaken() =>
        Assert.Equal(["fd00::1"], NameLookup.OfAddresses([.. Addresses("fd00::1")]).Places.Select(place => place.Host));

    private static IEnumerable<IPAddress> Addresses(params string[] addresses) => addresses.Select(IPAddress.Parse);
}
