namespace TokenAwareBalancer.Discovering.Dns;

public sealed class ResolverSettingsTests
{
    [Fact]
    public void File_OfAPod_SaysWhomToAskAndUnderWhichNames()
    {
        var settings = ResolverSettings.Parse("""
            # comment
            nameserver 10.96.0.10
            nameserver fd00::a ; comment
            nameserver nonsense
            search ml.svc.cluster.local svc.cluster.local
            options timeout:1 ndots:5
            """);

        Assert.Equal(["10.96.0.10:53", "[fd00::a]:53"], settings.Servers.Select(server => server.ToString()));
        Assert.Equal(["vllm.ml", "vllm.ml.ml.svc.cluster.local", "vllm.ml.svc.cluster.local"],
            settings.NamesOf("vllm.ml").Order(StringComparer.Ordinal));
        Assert.Equal("vllm.ml", settings.NamesOf("vllm.ml").Last());
        Assert.Equal("a.b.c.d.e.f", settings.NamesOf("a.b.c.d.e.f").First());
        Assert.Equal(["vllm."], settings.NamesOf("vllm."));
    }

    [Fact]
    public void File_WithoutServers_MeansThisMachine() =>
        Assert.Equal(["127.0.0.1:53"], ResolverSettings.Parse("").Servers.Select(server => server.ToString()));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1:53")]
    [InlineData("127.0.0.1:8600", "127.0.0.1:8600")]
    [InlineData("[fd00::a]:5353", "[fd00::a]:5353")]
    [InlineData("[fd00::a]", "[fd00::a]:53")]
    public void Server_ThatIsConfigured_IsTheOnlyOne(string server, string asked) =>
        Assert.Equal([asked], ResolverSettings.Parse("").AskOnly(server).Servers.Select(place => place.ToString()));
}
