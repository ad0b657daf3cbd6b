using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Prompts;

/// <summary>One line of a file of prompts: a request, or the part of one that is worth writing down.</summary>
internal sealed class PromptLine
{
    /// <summary>Not part of any API: the exact length the answer shall have.</summary>
    public const string OutputTokensField = "output_tokens";

    public const string Example = """{"prompt": "Why is the sky blue?", "output_tokens": 60}""";

    private PromptLine(JsonElement body, RequestSurface surface)
    {
        Body = body;
        Surface = surface;
    }

    public JsonElement Body { get; }

    public RequestSurface Surface { get; }

    /// <summary>The line's prompt; where <see cref="IsText"/>, not yet in the surface's own field.</summary>
    public JsonElement Prompt => Find(IsText ? "prompt" : Surface.TextField)!.Value;

    /// <summary>Whether the prompt is a text that the surface wants in a field of its own.</summary>
    public bool IsText => Find(Surface.TextField) is null;

    /// <summary>The length of the answer; null when the line does not fix one.</summary>
    public int? OutputTokens { get; private init; }

    /// <summary>The line's own cap, by whichever name.</summary>
    public int? Cap { get; private init; }

    /// <summary>Whether the line asks for an answer as long as its cap.</summary>
    public bool IgnoresEnd { get; private init; }

    /// <summary>What the line says of streaming; null when nothing.</summary>
    public bool? IsStreaming { get; private init; }

    /// <param name="body">The line, which outlives what is returned.</param>
    /// <param name="asked">What it shall be sent as; null leaves it to the fields of the line.</param>
    /// <exception cref="FormatException">Says what is wrong and what would be right.</exception>
    public static PromptLine Read(JsonElement body, RequestSurface? asked)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new FormatException($"expected an object such as {Example}");
        var surface = asked ?? Tell(body);
        RequirePrompt(body, surface);
        try
        {
            return new PromptLine(body, surface)
            {
                OutputTokens = RequestFields.ReadPositive(body, OutputTokensField),
                Cap = ReadCap(body, surface.CapField) ?? ReadCap(body, surface.OtherCapField),
                IgnoresEnd = RequestFields.ReadBoolean(body, "ignore_eos"),
                IsStreaming = ReadFlag(body, "stream"),
            };
        }
        catch (MalformedRequestException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    public JsonElement? Find(string name) => RequestFields.Find(Body, name);

    private static int? ReadCap(JsonElement body, string? name) =>
        name is null ? null : RequestFields.ReadPositive(body, name);

    private static bool? ReadFlag(JsonElement body, string name) =>
        RequestFields.Find(body, name) is null ? null : RequestFields.ReadBoolean(body, name);

    private static RequestSurface Tell(JsonElement body)
    {
        RequestSurface[] told = [RequestSurface.Chat, RequestSurface.Completions, RequestSurface.Responses];
        return told.FirstOrDefault(surface => RequestFields.Find(body, surface.TextField) is not null)
            ?? throw new FormatException($"no messages, prompt or input; expected one, such as {Example}");
    }

    private static void RequirePrompt(JsonElement body, RequestSurface surface)
    {
        if (RequestFields.Find(body, surface.TextField) is null
            && RequestFields.Find(body, "prompt") is not { ValueKind: JsonValueKind.String })
        {
            throw new FormatException(
                $"no prompt for /{surface.Path}; expected the field {surface.TextField}, or prompt with a text");
        }
    }
}
