using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Serving;

namespace TokenAwareBalancer.Health;

/// <summary>A balancer that probes its backends often, and what operators see of their health.</summary>
public abstract class HealthServingTest : ServingTest
{
    /// <summary>Probes each 100 ms, and health that moves as fast.</summary>
    private protected static void ProbeOften(BalancerOptions options) => options.Health = new HealthOptions
    {
        Interval = TimeSpan.FromMilliseconds(100),
        Timeout = TimeSpan.FromSeconds(5),
        Ejection = TimeSpan.FromMilliseconds(300),
        Recovery = TimeSpan.FromMilliseconds(300),
    };

    private protected async Task AwaitStateAsync(string state, int backend = 0)
    {
        await Patience.UntilAsync(async () => StateOf(await ReadHealthAsync(backend)) == state);
        Assert.Equal(state, StateOf(await ReadHealthAsync(backend)));
    }

    /// <summary>The states that it has entered, each with its reason.</summary>
    private protected async Task<string[]> ReadTransitionsAsync(int backend = 0) =>
    [
        .. (await ReadHealthAsync(backend)).GetProperty("transitions").EnumerateArray()
            .Select(step => $"{step.GetProperty("to")}:{step.GetProperty("reason")}"),
    ];

    private protected async Task<JsonElement> ReadHealthAsync(int backend = 0) =>
        (await AskOperatorsAsync("GET", "/admin/backends")).Json()
            .GetProperty("backends")[backend].GetProperty("health");

    private protected async Task<RawAnswer> AskOperatorsAsync(string method, string path)
    {
        using var client = await RawClient.ConnectAsync(AdminAddress);
        return await client.AskAsync(Encoding.ASCII.GetBytes(Wire.Head(method, path)));
    }

    private protected static string StateOf(JsonElement health) => health.GetProperty("state").GetString()!;
}
