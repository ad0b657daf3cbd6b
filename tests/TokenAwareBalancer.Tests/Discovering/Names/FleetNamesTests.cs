using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Discovering.Names;

/// <summary>Which backends the entries of a configuration stand for, and how they are called.</summary>
public sealed class FleetNamesTests
{
    private readonly KnownNames _known = new();

    [Fact]
    public void Entry_WithoutLookup_IsItself()
    {
        var backend = Assert.Single(Resolve(Entry("gpu", "http://host:8000/a/", DiscoveryKind.None)));

        Assert.Equal(("gpu", "http://host:8000/a/", null, 2.0),
            (backend.Name, backend.Address.AbsoluteUri, backend.HostHeader, backend.Weight));
    }

    [Fact]
    public void Addresses_AreBackendsThatAreCalledAndAddressedByThemAndStillNamedInTheHostHeader()
    {
        var entry = Entry("gpu", "http://vllm.svc:8000/a/", DiscoveryKind.Addresses);
        Know(entry, new("10.0.0.1", null, 1), new("fd00::1", null, 1));

        Assert.Equal(
            [("gpu-10.0.0.1", "http://10.0.0.1:8000/a/"), ("gpu-fd00--1", "http://[fd00::1]:8000/a/")],
            Resolve(entry).Select(backend => (backend.Name, backend.Address.AbsoluteUri)));
        Assert.All(Resolve(entry), backend => Assert.Equal(("vllm.svc:8000", 2.0), (backend.HostHeader, backend.Weight)));
    }

    [Fact]
    public void Services_AreBackendsThatAreCalledByTheirFirstLabelAndPort()
    {
        var entry = Entry("gpu", "https://_http._tcp.vllm.svc/", DiscoveryKind.Services);
        Know(entry, new("pod-1.vllm.svc", 8000, 0.5), new("pod-2.vllm.svc", 8001, 1.5));

        Assert.Equal(
            [("gpu-pod-1-8000", "https://pod-1.vllm.svc:8000/", null, 1.0),
                ("gpu-pod-2-8001", "https://pod-2.vllm.svc:8001/", null, 3.0)],
            Resolve(entry).Select(found => (found.Name, found.Address.AbsoluteUri, found.HostHeader, found.Weight)));
    }

    [Fact]
    public void Names_ThatWouldBeAlike_AreNumberedAndWrittenOnesGoFirst()
    {
        var entry = Entry("gpu", "http://s/", DiscoveryKind.Services);
        Know(entry, new("a.x", 80, 1), new("a.y", 80, 1));

        Assert.Equal(["gpu-a-80-2", "gpu-a-80-3", "gpu-a-80"],
            Resolve(entry, Entry("gpu-a-80", "http://h/", DiscoveryKind.None)).Select(backend => backend.Name));
    }

    [Fact]
    public void Names_OfThoseWhoAreThere_StayWhenTheFirstOfTwoAlikeGoes()
    {
        var entry = Entry("gpu", "http://s/", DiscoveryKind.Services);
        var options = new BalancerOptions { Backends = [entry] };
        Know(entry, new("a.x", 80, 1), new("a.y", 80, 1));
        var before = FleetFactory.Create(options, _known);

        Know(entry, new("a.z", 80, 1), new("a.y", 80, 1));
        var after = FleetFactory.Create(options, _known, before);

        Assert.Equal(["gpu-a-80", "gpu-a-80-2"], before.Backends.Select(backend => backend.Name));
        Assert.Same(before.Backends[1], after.Backends[1]);
        // The name of one who has just gone is not another's at once.
        Assert.Equal(["gpu-a-80-3", "gpu-a-80-2"], after.Backends.Select(backend => backend.Name));
    }

    [Fact]
    public void Name_ThatIsNotKnownYet_IsNobody() =>
        Assert.Empty(Resolve(Entry("gpu", "http://vllm.svc/", DiscoveryKind.Addresses)));

    private IReadOnlyList<NamedBackend> Resolve(params BackendOptions[] entries) =>
        FleetNames.Resolve(new() { Backends = entries }, _known, before: null);

    private void Know(BackendOptions entry, params FoundPlace[] places) =>
        _known.Set(NameQuestion.Of(entry)!.Value, NameReading.Nothing with { Places = places });

    private static BackendOptions Entry(string name, string url, DiscoveryKind discover) =>
        new() { Name = name, Url = new Uri(url), Discover = discover, Weight = 2 };
}
