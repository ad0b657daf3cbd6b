using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Configuration;

/// <summary>The rules of TLS to backends, and of names that stand for several.</summary>
public sealed class BackendRuleTests
{
    [Theory]
    [InlineData("http://h", "{ serverName: x }", "1:43: backends[0].tls: has no effect on an http url; "
        + "expected an https url, or no tls")]
    [InlineData("https://h", "{ ca: /x, insecure: true }", "1:50: backends[0].tls.ca: \"/x\" is not looked at with "
        + "insecure: true; expected one of the two")]
    [InlineData("https://h", "{ key: /x }", "1:51: backends[0].tls.key: \"/x\" has no certificate; "
        + "expected tls.certificate beside it")]
    [InlineData("https://h", "{ password: x }", "1:56: backends[0].tls.password: has no certificate; "
        + "expected tls.certificate beside it")]
    [InlineData("https://h", "{ certificate: /no/such }", "1:59: backends[0].tls.certificate: \"/no/such\" does not "
        + "exist; expected a file")]
    [InlineData("https://h", "{ ca: /no/such }", "1:50: backends[0].tls.ca: \"/no/such\" does not exist; "
        + "expected a file")]
    [InlineData("https://h", "{ serverName: a/b }", "1:58: backends[0].tls.serverName: \"a/b\" is not allowed here; "
        + "expected the name of a host, for instance engine.internal")]
    public void Tls_ThatCannotBe_IsAnErrorAtItsPlace(string url, string tls, string error) =>
        Assert.Equal([$"f.yaml:{error}"], Given.Errors($"backends: [{{ name: a, url: {url}, tls: {tls} }}]"));

    [Fact]
    public void Authority_ThatIsNone_IsAnError()
    {
        using var authority = new Authority();
        var (leaf, key) = authority.IssueFiles("leaf");

        Assert.Contains("holds no certificate that signed itself", Assert.Single(Errors(leaf)), StringComparison.Ordinal);
        Assert.Contains("holds no certificate", Assert.Single(Errors(key)), StringComparison.Ordinal);
        Assert.Empty(Errors(authority.CaFile));
        File.WriteAllText(key, "nonsense");
        Assert.Contains("damaged certificate, or none", Assert.Single(Errors(key)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://10.0.0.1", "addresses", "\"http://10.0.0.1/\" has an address, of which DNS knows nothing more; "
        + "expected the name of a host, or discover: none")]
    [InlineData("http://_http._tcp.s:80", "services", null)]
    [InlineData("http://_http._tcp.s:81", "services", "\"http://_http._tcp.s:81/\" has a port, which SRV records have "
        + "too; expected a url without a port")]
    [InlineData("http://s:81", "addresses", null)]
    public void Discover_OfWhatDnsCannotSay_IsAnError(string url, string kind, string? error)
    {
        var errors = Given.Errors($"backends: [{{ name: a, url: \"{url}\", discover: {kind} }}]");

        Assert.Equal(error is null ? [] : [$"f.yaml:1:28: backends[0].url: {error}"], errors);
    }

    [Theory]
    [InlineData("10.0.0.10", true)]
    [InlineData("127.0.0.1:8600", true)]
    [InlineData("[fd00::a]:53", true)]
    [InlineData("999.0.0.1", false)]
    [InlineData("10.0.0.10:99999", false)]
    [InlineData("dns.example", false)]
    [InlineData("10.0.0.10:0", false)]
    public void DnsServer_MustBeAnAddress(string server, bool isOne) =>
        Assert.Equal(isOne, Given.Errors(Given.Minimal + $"discovery: {{ dnsServer: \"{server}\" }}").Length == 0);

    private static string[] Errors(string ca) =>
        Given.Errors($"backends: [{{ name: a, url: https://h, tls: {{ ca: {ca} }} }}]");
}
