using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>A simulated engine on a free port, and a client of it.</summary>
internal sealed class RunningEngine : IAsyncDisposable
{
    public const string ChatPath = "/v1/chat/completions";
    public const string CompletionsPath = "/v1/completions";
    public const string MessagesPath = "/v1/messages";

    private RunningEngine(SimulatedEngine engine)
    {
        Engine = engine;
        Http = new HttpClient { BaseAddress = engine.Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public SimulatedEngine Engine { get; }

    public HttpClient Http { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts one, a hundred times faster than modelled unless told otherwise.</summary>
    public static async Task<RunningEngine> StartAsync(EngineOptions? options = null) =>
        new(await SimulatedEngine.StartAsync(options ?? new EngineOptions { Speed = 100 }, Cancellation));

    /// <summary>The body of a chat with one user message.</summary>
    public static string Chat(string text, string more = "") =>
        $$"""{"model":"m","messages":[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]{{more}}}""";

    /// <summary>Posts JSON and returns once the headers are here.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    public async Task<JsonElement> PostForJsonAsync(string path, string json)
    {
        using var response = await PostAsync(path, json);
        return await ReadJsonAsync(response);
    }

    public async Task<IReadOnlyList<StreamEvent>> PostForEventsAsync(string path, string json)
    {
        using var response = await PostAsync(path, json);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return StreamEvent.ReadAll(await response.Content.ReadAsStringAsync(Cancellation));
    }

    public static async Task<JsonElement> ReadJsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Waits, with a limit, for the engine to have come to a state that it reaches by itself.</summary>
    public async Task<EngineSnapshot> WaitForAsync(Func<EngineSnapshot, bool> isReached)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (true)
        {
            var snapshot = Engine.Snapshot();
            if (isReached(snapshot))
                return snapshot;
            await Task.Delay(2, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Engine.DisposeAsync();
    }
}
