using System.Net.Http.Json;
using System.Text.Json;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Simulated;

/// <summary>The program, told by SIGHUP to read its file again.</summary>
public sealed class ReloadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Program_Hangup_ReadsItsFileAgainAndGoesOn()
    {
        await using var engine = await EngineProgram.StartAsync(1);
        await using var balancer = await BalancerProgram.ServeAsync(Configuration(engine, "first"));
        var (_, operators) = await balancer.WaitUntilListeningAsync();
        using var client = new HttpClient { BaseAddress = operators };

        await balancer.ReloadAsync(Configuration(engine, "second"));

        Assert.True(await Eventually.IsTrueAsync(async () => await NameAsync(client) == "second", Limit));
        await balancer.ReloadAsync("backends: none");
        Assert.True(await Eventually.IsTrueAsync(async () => await ErrorsAsync(client) > 0, Limit));
        Assert.Equal("second", await NameAsync(client));
        await balancer.SendTerminationAsync();
        var (exitCode, _, errors) = await balancer.WaitForExitAsync(TimeSpan.FromSeconds(20));
        Assert.True(exitCode == 0, errors);
        Assert.Contains("configuration.yaml:1:11: backends: ", errors, StringComparison.Ordinal);
    }

    private static string Configuration(EngineProgram engine, string name) => $$"""
        listen: 127.0.0.1:0
        admin: { listen: 127.0.0.1:0 }
        backends: [{ name: {{name}}, url: "{{engine.Address}}" }]
        """;

    private static async Task<string?> NameAsync(HttpClient client)
    {
        var report = await client.GetFromJsonAsync<JsonElement>("admin/backends", TestContext.Current.CancellationToken);
        return report.GetProperty("backends")[0].GetProperty("name").GetString();
    }

    private static async Task<int> ErrorsAsync(HttpClient client)
    {
        var report = await client.GetFromJsonAsync<JsonElement>(
            "admin/configuration", TestContext.Current.CancellationToken);
        return report.GetProperty("lastReload").GetProperty("errors").GetArrayLength();
    }
}
