using Microsoft.Extensions.Logging;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Hosting;

namespace TokenAwareBalancer.Reloading;

/// <summary>What a reload may not do, or not silently, while ports are open to other machines.</summary>
public sealed class OpenPortsTests
{
    private static readonly ListenerOptions Open = ListenAddress.Parse("*:1", out _)!.Value;

    [Fact]
    public void AdminToken_WhileThePortIsOpen_CannotGo()
    {
        var started = new BalancerOptions { Admin = new() { Listen = [Open], Token = "a-token-for-operators" } };

        Assert.Empty(AdminPortGuard.Check(started, started, "f.yaml"));
        var error = Assert.Single(AdminPortGuard.Check(started, new BalancerOptions(), "f.yaml"));

        Assert.Equal("f.yaml: admin.token: cannot go while the admin port is open at *:1, as it is until a restart; "
            + "expected a token, or a restart", $"{error}");
    }

    [Fact]
    public void AdminToken_OfAPortOnLoopback_MayGo()
    {
        var started = new BalancerOptions { Admin = new() { Token = "a-token-for-operators" } };

        Assert.Empty(AdminPortGuard.Check(started, new BalancerOptions(), "f.yaml"));
    }

    [Fact]
    public void Keys_ThatGoWhileAPortIsOpen_AreWarnedOf()
    {
        var hash = Authenticating.KeyHash.Of("the-key").ToString();
        var started = new BalancerOptions { Listen = [Open], Keys = [new() { Name = "a", Hash = hash }] };
        using var log = new RecordingLog();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));

        OpenPorts.LogWarning(started, started, logs);
        Assert.Empty(log.Lines);
        OpenPorts.LogWarning(started, new BalancerOptions(), logs);

        Assert.Contains("Anybody who can reach *:1", Assert.Single(log.Lines).Text, StringComparison.Ordinal);
    }
}
