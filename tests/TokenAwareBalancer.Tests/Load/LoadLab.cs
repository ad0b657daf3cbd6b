using System.Diagnostics;
using TokenAwareBalancer.Fakes;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Load;

/// <summary>Short ways to send a load to a scripted server.</summary>
internal static class LoadLab
{
    public static PlannedRequest Streaming(double arrivalSeconds = 0) =>
        new(1, IsStreaming: true, Wire.Chat(stream: true), arrivalSeconds);

    public static PlannedRequest Whole() => new(1, IsStreaming: false, Wire.Chat());

    public static SendSlot Now(bool isMeasured = true) => new(0, Stopwatch.GetTimestamp(), isMeasured);

    /// <summary>A whole stream of so many tokens.</summary>
    public static async Task AnswerStreamAsync(BackendExchange exchange, int tokens = 2)
    {
        await exchange.BeginStreamAsync();
        await exchange.WriteChunkAsync(Wire.RoleEvent);
        for (var i = 0; i < tokens; i++)
            await exchange.WriteChunkAsync(Wire.ContentEvent);
        await exchange.WriteChunkAsync(Wire.DoneEvent);
        await exchange.EndChunksAsync();
    }

    /// <summary>Sends one request to a server that answers by the script.</summary>
    public static async Task<AnswerTiming> AskAsync(
        Func<BackendExchange, Task> script, PlannedRequest? request = null, ClientOptions? options = null)
    {
        await using var server = new ScriptedBackend(script);
        using var client = new InferenceClient(server.Address, TimeProvider.System, options);
        return await client.SendAsync(request ?? Streaming(), Now(), Patience.Token);
    }
}
