using System.Net;
using System.Text;
using System.Text.Json;
using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Llama;

/// <summary>What the engine refuses, it refuses in its own words.</summary>
[Collection(LlamaTests.Name)]
public sealed class EngineErrorTests
{
    private readonly LlamaFleet _fleet;

    public EngineErrorTests(LlamaFleet fleet) => _fleet = fleet;

    [Theory]
    [InlineData("v1/chat/completions", false)]
    [InlineData("v1/chat/completions", true)]
    [InlineData("v1/messages", false)]
    [InlineData("v1/messages", true)]
    public async Task OverlongPrompt_RefusedByTheEngine_BodyPassesUnchanged(string path, bool isStreaming)
    {
        var server = (await _fleet.RequireAsync())[0];
        await using var balancer = await RunningBalancer.StartAsync(server.Address);
        using var http = new HttpClient();

        var direct = await PostOverlongAsync(server.DirectHttp, new Uri(server.Address, path), isStreaming);
        var balanced = await PostOverlongAsync(http, new Uri(balancer.Address, path), isStreaming);

        Assert.Equal(HttpStatusCode.BadRequest, direct.Status);
        Assert.Contains("exceed_context_size_error", direct.Body, StringComparison.Ordinal);
        Assert.Equal(direct, balanced);
        await balancer.AssertLedgersReturnToZeroAsync();
    }

    private static async Task<(HttpStatusCode Status, string? ContentType, string Body)> PostOverlongAsync(
        HttpClient http, Uri address, bool isStreaming)
    {
        var request = JsonSerializer.Serialize(new
        {
            model = "words",
            stream = isStreaming,
            max_tokens = 5,
            messages = new[] { new { role = "user", content = string.Concat(Enumerable.Repeat("water ", 5000)) } },
        });
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(address, content, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
