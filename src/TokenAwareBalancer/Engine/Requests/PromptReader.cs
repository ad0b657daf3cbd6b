using System.Text.Json;

namespace TokenAwareBalancer.Engine.Requests;

/// <summary>Finds the text that a prompt is made of, in the shapes of the APIs.</summary>
/// <remarks>Written apart from the balancer's own parser on purpose, so that each checks the other.</remarks>
internal static class PromptReader
{
    /// <summary>Chat or Anthropic <c>messages</c>.</summary>
    public static void AddMessages(JsonElement messages, PromptTokens tokens)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0)
            throw new MalformedRequestException("messages: Input should be a list with at least one message");
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind != JsonValueKind.Object)
                throw new MalformedRequestException("messages: Input should be a list of objects");
            if (RequestFields.Find(message, "content") is { } content)
                AddContent(content, tokens);
            if (RequestFields.Find(message, "tool_calls") is { } calls)
                tokens.AddRaw(calls);
        }
    }

    /// <summary>A string, or parts of which those with text count; a tool's result holds parts of its own.</summary>
    public static void AddContent(JsonElement content, PromptTokens tokens)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                tokens.AddString(content);
                break;
            case JsonValueKind.Array:
                foreach (var part in content.EnumerateArray())
                    AddPart(part, tokens);
                break;
            default:
                throw new MalformedRequestException("content: Input should be a string or a list of parts");
        }
    }

    /// <summary>A response's <c>input</c>: a text, or items that are messages, calls and their results.</summary>
    public static void AddInput(JsonElement input, PromptTokens tokens)
    {
        switch (input.ValueKind)
        {
            case JsonValueKind.String:
                tokens.AddString(input);
                break;
            case JsonValueKind.Array when input.GetArrayLength() > 0:
                foreach (var item in input.EnumerateArray())
                    AddItem(item, tokens);
                break;
            default:
                throw new MalformedRequestException("input: Input should be a string or a list with at least one item");
        }
    }

    public static void AddTools(JsonElement body, PromptTokens tokens)
    {
        if (RequestFields.Find(body, "tools") is { } tools)
            tokens.AddRaw(tools);
    }

    /// <summary>
    /// A completion's <c>prompt</c> or an embedding's <c>input</c>: a text, texts, token ids, or lists of token ids.
    /// </summary>
    /// <returns>Each prompt: a string or a list of numbers.</returns>
    public static JsonElement[] AddPrompts(JsonElement body, string field, PromptTokens tokens) =>
        AddPromptsOf(RequestFields.Require(body, field), field, tokens);

    /// <summary>The same of the field's value.</summary>
    public static JsonElement[] AddPromptsOf(JsonElement value, string field, PromptTokens tokens)
    {
        JsonElement[] prompts = value.ValueKind == JsonValueKind.Array && !IsTokenIds(value)
            ? [.. value.EnumerateArray()]
            : [value];
        foreach (var prompt in prompts)
            AddPrompt(prompt, field, tokens);
        return prompts;
    }

    private static void AddPrompt(JsonElement prompt, string field, PromptTokens tokens)
    {
        if (prompt.ValueKind == JsonValueKind.String)
            tokens.AddString(prompt);
        else if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0 && IsTokenIds(prompt))
            tokens.AddTokenIds(prompt.GetArrayLength());
        else
            throw new MalformedRequestException($"{field}: Input should be a string, token ids, or a list of either");
    }

    private static bool IsTokenIds(JsonElement list) =>
        list.EnumerateArray().All(static id => id.ValueKind == JsonValueKind.Number);

    private static void AddItem(JsonElement item, PromptTokens tokens)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw new MalformedRequestException("input: Input should be a list of objects");
        if (RequestFields.Find(item, "content") is { } content)
            AddContent(content, tokens);
        if (RequestFields.Find(item, "output") is { ValueKind: JsonValueKind.String or JsonValueKind.Array } output)
            AddContent(output, tokens);
        // A call has neither, and counts as it came, like a chat's tool_calls.
        if (RequestFields.Find(item, "arguments") is not null)
            tokens.AddRaw(item);
    }

    private static void AddPart(JsonElement part, PromptTokens tokens)
    {
        if (part.ValueKind != JsonValueKind.Object)
            throw new MalformedRequestException("content: Input should be a list of objects");
        if (RequestFields.Find(part, "text") is { ValueKind: JsonValueKind.String } text)
            tokens.AddString(text);
        if (RequestFields.Find(part, "content") is { } content)
            AddContent(content, tokens);
        if (RequestFields.Find(part, "input") is { } input)
            tokens.AddRaw(input);
    }
}
