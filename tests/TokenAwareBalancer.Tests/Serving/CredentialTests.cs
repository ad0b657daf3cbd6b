using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>Whose key the backend sees.</summary>
public sealed class CredentialTests : ServingTest
{
    private const string Key = "sk-of-the-backend";

    [Theory]
    [InlineData(Wire.ChatPath)]
    [InlineData(Wire.MessagesPath)]
    [InlineData("/v1/embeddings")]
    public async Task Credentials_BackendHasNoKey_AreRemoved(string path)
    {
        var backend = await AskWithClientKeysAsync(path, key: null, forward: false);

        string[] credentials = ["Authorization", "x-api-key", "api-key", "x-goog-api-key", "Cookie"];
        Assert.All(credentials, name => Assert.Null(backend.OnlyRequest.Header(name)));
    }

    [Theory]
    [InlineData(Wire.ChatPath, null)]
    [InlineData(Wire.MessagesPath, Key)]
    public async Task Credentials_BackendHasAKey_AreReplacedByIt(string path, string? expectedApiKey)
    {
        var backend = await AskWithClientKeysAsync(path, Key, forward: false);

        Assert.Equal($"Bearer {Key}", backend.OnlyRequest.Header("Authorization"));
        Assert.Equal(expectedApiKey, backend.OnlyRequest.Header("x-api-key"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Key)]
    public async Task Credentials_ForwardClientAuthorization_AreTheClients(string? key)
    {
        var backend = await AskWithClientKeysAsync(Wire.MessagesPath, key, forward: true);

        Assert.Equal("Bearer client", backend.OnlyRequest.Header("Authorization"));
        Assert.Equal("client-key", backend.OnlyRequest.Header("x-api-key"));
    }

    private async Task<ScriptedBackend> AskWithClientKeysAsync(string path, string? key, bool forward)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options =>
        {
            options.Backends = [new BackendOptions { Name = "b1", Url = backend.Address, ApiKey = key }];
            options.ForwardClientAuthorization = forward;
        });
        await AskAsync(Wire.Post(path, Wire.Chat(), "Authorization: Bearer client", "X-Api-Key: client-key",
            "api-key: azure", "x-goog-api-key: google", "Cookie: session=1"));
        return backend;
    }
}
