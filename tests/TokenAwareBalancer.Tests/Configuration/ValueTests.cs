using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Configuration;

/// <summary>The notations within values.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("500ms", 0.5, "500ms")]
    [InlineData("5s", 5, "5s")]
    [InlineData("1m30s", 90, "1m30s")]
    [InlineData("90s", 90, "1m30s")]
    [InlineData("30m", 1800, "30m")]
    [InlineData("2h", 7200, "2h")]
    [InlineData("1h1m1s1ms", 3661.001, "1h1m1s1ms")]
    [InlineData("1.5h", 5400, "1h30m")]
    [InlineData("0", 0, "0s")]
    [InlineData("2.5", 2.5, "2s500ms")]
    public void Duration_AsPeopleWriteIt_IsRead(string text, double seconds, string written)
    {
        var duration = DurationText.Parse(text);

        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
        Assert.Equal(written, DurationText.Write(duration!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-5s")]
    [InlineData("5 s")]
    [InlineData("s")]
    [InlineData("30s1m")]
    [InlineData("1m1m")]
    [InlineData("5d")]
    [InlineData("1e3")]
    [InlineData("5s\n")]
    public void Duration_InAnotherNotation_IsRefused(string text) => Assert.Null(DurationText.Parse(text));

    [Fact]
    public void Duration_BeyondAllBounds_IsTheLongest() =>
        Assert.Equal(TimeSpan.MaxValue, DurationText.Parse(new string('9', 400) + "h"));

    [Theory]
    [InlineData("64MiB", 67108864, "64MiB")]
    [InlineData("512KiB", 524288, "512KiB")]
    [InlineData("1GiB", 1073741824, "1GiB")]
    [InlineData("64MB", 64000000, "62500KiB")]
    [InlineData("1.5 kib", 1536, "1536B")]
    [InlineData("1000", 1000, "1000B")]
    [InlineData("7B", 7, "7B")]
    public void Size_AsPeopleWriteIt_IsRead(string text, long bytes, string written)
    {
        Assert.Equal(bytes, ByteSizeText.Parse(text));
        Assert.Equal(written, ByteSizeText.Write(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("64M")]
    [InlineData("1.5")]
    [InlineData("MiB")]
    [InlineData("64MiB\n")]
    public void Size_InAnotherNotation_IsRefused(string text) => Assert.Null(ByteSizeText.Parse(text));

    [Fact]
    public void Size_BeyondAllBounds_IsTheLargest() =>
        Assert.Equal(long.MaxValue, ByteSizeText.Parse("99999999999999GiB"));

    [Theory]
    [InlineData("127.0.0.1:8700", "127.0.0.1", 8700)]
    [InlineData("[::1]:8700", "::1", 8700)]
    [InlineData("0.0.0.0:0", "0.0.0.0", 0)]
    [InlineData("localhost:8700", "localhost", 8700)]
    [InlineData("*:8700", "everywhere", 8700)]
    [InlineData(":8700", "everywhere", 8700)]
    public void Address_InEachForm_IsRead(string text, string host, int port)
    {
        var address = ListenAddress.Parse(text, out _)!.Value;

        Assert.Equal((port, text), (address.Port, address.ToString()));
        Assert.Equal(host == "localhost", address.IsLocalhost);
        Assert.Equal(host == "everywhere", address.IsEveryInterface);
        if (!address.IsLocalhost && !address.IsEveryInterface)
            Assert.Equal(host, address.Address!.ToString());
    }

    [Theory]
    [InlineData("8700", "has no port")]
    [InlineData("[::1]", "has no port")]
    [InlineData("127.0.0.1:", "has a port that is not a number from 0 to 65535")]
    [InlineData("127.0.0.1:-1", "has a port that is not a number from 0 to 65535")]
    [InlineData("::1:8700", "has an IPv6 address without brackets")]
    [InlineData("example.org:8700", "has a host that is not an IP address")]
    [InlineData("1:8700", "has a host that is not an IP address")]
    [InlineData("[127.0.0.1]:8700", "has a host that is not an IP address")]
    [InlineData("localhost:0", "cannot have port 0: localhost is two addresses")]
    public void Address_ThatIsNone_SaysWhy(string text, string problem)
    {
        Assert.Null(ListenAddress.Parse(text, out var actual));
        Assert.Equal(problem, actual);
    }

    [Theory]
    [InlineData("http://h", "http://h/")]
    [InlineData("http://h/v1", "http://h/")]
    [InlineData("http://h/v1/", "http://h/")]
    [InlineData("HTTP://h:80/a/V1", "http://h/a/")]
    [InlineData("https://h/a/b/", "https://h/a/b/")]
    [InlineData("http://h/apiv1", "http://h/apiv1/")]
    [InlineData("http://[::1]:8000", "http://[::1]:8000/")]
    public void Url_WithOrWithoutVersion_IsTheSame(string text, string url) =>
        Assert.Equal(url, ((Uri)BackendUrlText.Parse(text).Value!).AbsoluteUri);

    [Theory]
    [InlineData("h:8000", "is not a whole URL")]
    [InlineData("127.0.0.1:8000", "is not a whole URL")]
    [InlineData("/v1", "is not a whole URL")]
    [InlineData("http://", "is not a whole URL")]
    [InlineData("http://h:99999", "is not a whole URL")]
    [InlineData("http://h/a b", "is not a whole URL")]
    [InlineData("ftp://h", "is neither http nor https")]
    [InlineData("http://u@h", "holds a user name or password, for which apiKey is the place")]
    [InlineData("http://h/?", "has a query")]
    [InlineData("http://h/#", "has a fragment")]
    public void Url_ThatIsNoBackend_SaysWhy(string text, string problem) =>
        Assert.Equal(problem, BackendUrlText.Parse(text).Problem);

    [Theory]
    [InlineData("wieght", "weight")]
    [InlineData("WEIGHT", "weight")]
    [InlineData("max", "maxConcurrency")]
    [InlineData("xyzzy", "")]
    public void Name_NearAKnownOne_IsRecognised(string name, string nearest) =>
        Assert.Equal(nearest, string.Join(' ', NearestName.To(name, ["name", "weight", "maxConcurrency"])));
}
