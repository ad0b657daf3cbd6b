using System.Text.Json;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Configuration;

/// <summary>The rules of ports, keys, tokens and origins.</summary>
public sealed class AccessRuleTests : IDisposable
{
    private const string Hash = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly CertificateFolder _certificate = new();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public void Ports_InEachForm_AreBound()
    {
        var options = Given.Options($$"""
            {{Given.Minimal}}
            listen:
              - address: "*:1"
                tls: { certificate: {{_certificate.CertificateFile}}, key: {{_certificate.KeyFile}} }
              - { address: 127.0.0.1:2, protocols: http2 }
              - 127.0.0.1:3
            admin:
              listen: { address: "[::1]:4" }
              token: ${KEY}-and-more
            """);

        Assert.Equal(["*:1 (TLS)", "127.0.0.1:2", "127.0.0.1:3"], options.Listen.Select(port => port.ToString()));
        Assert.Equal(
            [HttpVersions.Http1AndHttp2, HttpVersions.Http2, HttpVersions.Http1],
            options.Listen.Select(port => port.SpokenVersions));
        Assert.Equal("[::1]:4", Assert.Single(options.Admin.Listen).Address.Text);
        Assert.Equal("sk-do-not-show-and-more", options.Admin.Token);
    }

    [Fact]
    public void Override_BelowAPort_LeavesTheRestOfIt()
    {
        var options = Given.Options(
            Given.Minimal + "listen: 127.0.0.1:1", Given.Set("listen.0.protocols", "http2"));

        var port = Assert.Single(options.Listen);
        Assert.Equal(("127.0.0.1:1", HttpVersions.Http2), (port.Address.Text, port.Protocols));
    }

    [Theory]
    [InlineData("listen: {address: 127.0.0.1:1, protocols: http1AndHttp2}", "4:43: listen.protocols: \"http1AndHttp2\" "
        + "needs tls; expected http1 or http2, each at an address of its own")]
    [InlineData("listen: [{address: 127.0.0.1:1, tls: {certificate: /no/such.pem}}]", "4:52: listen[0].tls."
        + "certificate: \"/no/such.pem\" does not exist; expected a file")]
    [InlineData("listen: {tls: {certificate: /no/such.pem}}", "4:9: listen.address: is missing; expected an "
        + "address and a port, for instance 127.0.0.1:8700, [::1]:8700, localhost:8700, or *:8700 for every interface")]
    [InlineData("admin: {listen: \"*:1\"}", "4:17: admin.listen.address: \"*:1\" is open to other machines without a "
        + "token; expected admin.token beside it, or a loopback address")]
    [InlineData("admin: {listen: [127.0.0.1:1, 0.0.0.0:2]}", "4:31: admin.listen[1].address: \"0.0.0.0:2\" is open to "
        + "other machines without a token; expected admin.token beside it, or a loopback address")]
    [InlineData("admin: {listen: \"*:1\", token: \"${NOWHERE:-}\"}", "4:17: admin.listen.address: \"*:1\" is open to "
        + "other machines without a token; expected admin.token beside it, or a loopback address")]
    [InlineData("admin: {listen: \"*:1\", token: short}", "4:31: admin.token: \"***\" is not allowed here; "
        + "expected 16 or more visible ASCII characters without spaces")]
    [InlineData("keys: [{name: a, hash: sk-do-not-show}]", "4:24: keys[0].hash: \"***\" is not allowed here; "
        + "expected sha256: and 64 hexadecimal digits, as balancer keys new prints them")]
    [InlineData("keys: [{name: a, hash: \"" + Hash + "\"}, {name: a, hash: \"" + Hash + "\"}]", null)]
    [InlineData("keys: [{name: a, hash: \"" + Hash + "\"}]\nforwardClientAuthorization: true", "5:29: "
        + "forwardClientAuthorization: \"true\" would send the clients' keys for this balancer on to the backends; "
        + "expected false, or no keys")]
    [InlineData("cors: {origins: []}", "4:17: cors.origins: is an empty list; expected a list of at least one item, or "
        + "scheme://host or scheme://host:port, for instance https://app.example, or * for every origin")]
    [InlineData("cors: {origins: \"*\", credentials: true}", "4:35: cors.credentials: \"true\" cannot be combined with "
        + "the origin *; expected false, or a list of origins")]
    [InlineData("cors: {origins: [\"*\", \"https://a\"]}", "4:17: cors.origins: has * beside other origins; "
        + "expected * alone, or the other origins alone")]
    public void Access_ThatIsWrong_IsNamedWithItsPlace(string lines, string? error)
    {
        string[] repeated =
        [
            "f.yaml:4:107: keys[1].name: repeats keys[0].name; expected another name",
            "f.yaml:4:116: keys[1].hash: repeats keys[0].hash; expected another hash",
        ];
        Assert.Equal(error is null ? repeated : ["f.yaml:" + error], Given.Errors(Given.Minimal + lines));
    }

    [Theory]
    [InlineData("admin: {listen: \"*:1\", token: a-token-of-16-chars}")]
    [InlineData("admin: {listen: [localhost:1, 127.0.0.2:2, \"[::1]:2\"]}")]
    [InlineData("admin: {listen: []}")]
    public void AdminPort_WithATokenOrOnLoopback_IsFine(string lines) => Given.Options(Given.Minimal + lines);

    [Theory]
    [InlineData("https://app.example", "https://app.example")]
    [InlineData("HTTPS://App.Example:443", "https://app.example")]
    [InlineData("http://localhost:3000", "http://localhost:3000")]
    [InlineData("http://[::1]:3000", "http://[::1]:3000")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("chrome-extension://abcdef", "chrome-extension://abcdef")]
    [InlineData("tauri://localhost", "tauri://localhost")]
    public void Origin_InAnyForm_IsAsBrowsersSendIt(string text, string origin) =>
        Assert.Equal([origin], Given.Options($"{Given.Minimal}cors: {{origins: \"{text}\"}}").Cors!.Origins);

    [Theory]
    [InlineData("https://a/", "has a path")]
    [InlineData("https://a/b", "has a path")]
    [InlineData("a.example", "has no scheme")]
    [InlineData("null", "has no scheme")]
    [InlineData("https://*.a", "is not an origin")]
    [InlineData("https://u@a", "is not an origin")]
    [InlineData("https://a?b", "is not an origin")]
    [InlineData("https://", "is not an origin")]
    public void Origin_ThatIsNone_SaysWhy(string text, string problem) => Assert.StartsWith(
        $"f.yaml:4:17: cors.origins: \"{text}\" {problem}; expected scheme://host",
        Assert.Single(Given.Errors($"{Given.Minimal}cors: {{origins: \"{text}\"}}")), StringComparison.Ordinal);

    [Fact]
    public void Secrets_OfPortsAndAdmin_AreNotInTheOptionsAsJson()
    {
        var tls = new TlsOptions { Certificate = "c", Password = Given.Secret };
        var admin = new AdminOptions { Listen = [], Token = Given.Secret };

        Assert.DoesNotContain(Given.Secret, JsonSerializer.Serialize(tls), StringComparison.Ordinal);
        Assert.DoesNotContain(Given.Secret, JsonSerializer.Serialize(admin), StringComparison.Ordinal);
    }
}
