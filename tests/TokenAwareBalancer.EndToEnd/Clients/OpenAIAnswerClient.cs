using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using OpenAI;
using OpenAI.Chat;

namespace TokenAwareBalancer.Clients;

/// <summary>OpenAI's package for .NET, on <c>/v1/chat/completions</c>.</summary>
internal sealed class OpenAIAnswerClient : IAnswerClient
{
    private readonly ChatClient _client;

    public OpenAIAnswerClient(Uri server, HttpClient http) => _client = new ChatClient(
        "words",
        new ApiKeyCredential("unused"),
        new OpenAIClientOptions
        {
            Endpoint = new Uri(server, "v1"),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            Transport = new HttpClientPipelineTransport(http),
        });

    public async Task<ClientAnswer> AskAsync(string prompt, int maxTokens, CancellationToken cancellationToken)
    {
        ChatCompletion answer = await _client.CompleteChatAsync(
            [new UserChatMessage(prompt)], CreateOptions(maxTokens), cancellationToken);
        return new ClientAnswer(
            string.Concat(answer.Content.Select(part => part.Text)),
            answer.Usage?.InputTokenCount ?? 0,
            answer.Usage?.OutputTokenCount ?? 0);
    }

    public async Task<ClientAnswer> AskStreamedAsync(
        string prompt, int maxTokens, Action<string>? onText, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        var updates = _client.CompleteChatStreamingAsync(
            [new UserChatMessage(prompt)], CreateOptions(maxTokens), cancellationToken);
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
                onText?.Invoke(part.Text);
            }
            usage = update.Usage ?? usage;
        }
        return new ClientAnswer(text.ToString(), usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
    }

    private static ChatCompletionOptions CreateOptions(int maxTokens) =>
        new() { MaxOutputTokenCount = maxTokens, Temperature = 0 };
}
