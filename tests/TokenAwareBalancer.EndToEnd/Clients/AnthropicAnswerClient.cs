using System.Text;
using Anthropic;
using Anthropic.Models.Messages;
using Anthropic.Services;

namespace TokenAwareBalancer.Clients;

/// <summary>Anthropic's package for .NET, on <c>/v1/messages</c>.</summary>
internal sealed class AnthropicAnswerClient : IAnswerClient
{
    private readonly IMessageService _messages;

    public AnthropicAnswerClient(Uri server, HttpClient http) => _messages = new AnthropicClient
    {
        BaseUrl = server.AbsoluteUri.TrimEnd('/'),
        ApiKey = "unused",
        HttpClient = http,
        MaxRetries = 0,
    }.Messages;

    public async Task<ClientAnswer> AskAsync(string prompt, int maxTokens, CancellationToken cancellationToken)
    {
        var answer = await _messages.Create(CreateParameters(prompt, maxTokens), cancellationToken);
        var text = answer.Content.Select(block => block.TryPickText(out var picked) ? picked.Text : "");
        return new ClientAnswer(
            string.Concat(text),
            answer.Usage.InputTokens + (answer.Usage.CacheReadInputTokens ?? 0),
            answer.Usage.OutputTokens);
    }

    public async Task<ClientAnswer> AskStreamedAsync(
        string prompt, int maxTokens, Action<string>? onText, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var (promptTokens, outputTokens) = (0L, 0L);
        var events = _messages.CreateStreaming(CreateParameters(prompt, maxTokens), cancellationToken);
        await foreach (var streamed in events.WithCancellation(cancellationToken))
        {
            if (streamed.TryPickStart(out var start))
                promptTokens = start.Message.Usage.InputTokens + (start.Message.Usage.CacheReadInputTokens ?? 0);
            else if (streamed.TryPickDelta(out var end))
                outputTokens = end.Usage.OutputTokens;
            else if (streamed.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece))
            {
                text.Append(piece.Text);
                onText?.Invoke(piece.Text);
            }
        }
        return new ClientAnswer(text.ToString(), promptTokens, outputTokens);
    }

    private static MessageCreateParams CreateParameters(string prompt, int maxTokens) => new()
    {
        Model = "words",
        MaxTokens = maxTokens,
        Messages = [new UserMessageParam(prompt)],
    };
}
