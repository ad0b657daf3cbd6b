using System.Text.Json;
using TokenAwareBalancer.Engine.Requests;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Workloads.Prompts;

/// <summary>Counts the prompt of a line by o200k_base: near enough for a plan, whichever model answers it.</summary>
internal static class PromptLength
{
    private static readonly ITokenCounter? Counter =
        BuiltInTokenizers.TryGet("o200k_base", out var counter) ? counter : null;

    /// <exception cref="FormatException">The prompt is not what its API takes.</exception>
    public static int CountTokens(PromptLine line)
    {
        var tokens = new PromptTokens(Counter);
        try
        {
            AddPrompt(line, tokens);
            if (line.Find("system") is { } system)
                PromptReader.AddContent(system, tokens);
            if (line.Find("instructions") is { } instructions)
                PromptReader.AddContent(instructions, tokens);
            PromptReader.AddTools(line.Body, tokens);
        }
        catch (MalformedRequestException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
        return tokens.Total;
    }

    private static void AddPrompt(PromptLine line, PromptTokens tokens)
    {
        var prompt = line.Prompt;
        var isItems = prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0
            && prompt[0].ValueKind == JsonValueKind.Object;
        if (!line.IsText && (line.Surface.TakesMessages || isItems))
            PromptReader.AddMessages(prompt, tokens);
        else
            PromptReader.AddPromptsOf(prompt, "prompt", tokens);
    }
}
