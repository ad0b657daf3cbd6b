using System.Text.Json;
using TokenAwareBalancer.Load;

namespace TokenAwareBalancer.Bench;

/// <summary>Asks a server which models it has, and so whether it is there at all.</summary>
internal static class ModelDiscovery
{
    private const string Path = "v1/models";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The first model that a server lists.</summary>
    /// <exception cref="BenchFailedException">It is not there, or lists none.</exception>
    public static async Task<string> FindFirstAsync(
        Uri server, ClientOptions client, CancellationToken cancellationToken)
    {
        using var answer = await AskAsync(server, client, cancellationToken);
        var address = new Uri(server, Path);
        if (!answer.IsSuccessStatusCode)
        {
            var status = (int)answer.StatusCode;
            throw new BenchFailedException($"{address} answered {status}, so the model is not known: give --model.");
        }
        return await ReadFirstAsync(answer, cancellationToken)
            ?? throw new BenchFailedException($"{address} lists no model: give --model.");
    }

    /// <summary>Whatever it answers, it is there.</summary>
    /// <exception cref="BenchFailedException">It is not.</exception>
    public static async Task RequireAsync(Uri server, ClientOptions client, CancellationToken cancellationToken) =>
        (await AskAsync(server, client, cancellationToken)).Dispose();

    private static async Task<HttpResponseMessage> AskAsync(
        Uri server, ClientOptions client, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(server, Path));
        Credentials.AddTo(message.Headers, client, Path);
        try
        {
            return await http.SendAsync(message, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new BenchFailedException($"{server} cannot be reached: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BenchFailedException($"{server} did not answer within {Limit.TotalSeconds:0} s.");
        }
    }

    private static async Task<string?> ReadFirstAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return body.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString())
                .FirstOrDefault(name => !string.IsNullOrEmpty(name));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException
            or KeyNotFoundException or HttpRequestException)
        {
            return null;
        }
    }
}
