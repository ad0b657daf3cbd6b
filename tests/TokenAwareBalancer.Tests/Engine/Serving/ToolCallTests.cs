using System.Net;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class ToolCallTests
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";
    private const string Arguments = """{"city":"text"}""";

    private const string Chat = $$$"""
        "messages":[{"role":"user","content":"hi"}],"tools":[
        {"type":"function","function":{"name":"time"}},
        {"type":"function","function":{"name":"weather","parameters":{{{Schema}}}}}]
        """;

    private const string Messages = $$"""
        "messages":[{"role":"user","content":"hi"}],"tools":[{"name":"weather","input_schema":{{Schema}}}],
        "max_tokens":50
        """;

    [Theory]
    [InlineData("\"required\"", "time", "{}")]
    [InlineData("""{"type":"function","function":{"name":"weather"}}""", "weather", Arguments)]
    public async Task Chat_CallDemanded_CallsThatFunction(string choice, string name, string arguments)
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(RunningEngine.ChatPath, $$"""{{{Chat}},"tool_choice":{{choice}}}""");

        var first = answer.GetProperty("choices")[0];
        var call = Assert.Single(first.GetProperty("message").GetProperty("tool_calls").EnumerateArray());
        Assert.Equal(name, call.GetProperty("function").GetProperty("name").GetString());
        Assert.Equal(arguments, call.GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("tool_calls", first.GetProperty("finish_reason").GetString());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("message").GetProperty("content").ValueKind);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"tool_choice\":\"auto\"")]
    [InlineData(",\"tool_choice\":\"none\"")]
    public async Task Chat_CallNotDemanded_AnswersWithText(string choice)
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(RunningEngine.ChatPath, $$"""{{{Chat}}{{choice}}}""");

        var message = answer.GetProperty("choices")[0].GetProperty("message");
        Assert.NotEqual("", message.GetProperty("content").GetString());
        Assert.False(message.TryGetProperty("tool_calls", out _));
    }

    [Fact]
    public async Task ChatStream_CallDemanded_NamesItFirstThenBringsItsArgumentsTokenByToken()
    {
        await using var engine = await RunningEngine.StartAsync();

        var events = await engine.PostForEventsAsync(
            RunningEngine.ChatPath,
            $$$"""
            {{{{Chat}}},"tool_choice":{"type":"function","function":{"name":"weather"}},"stream":true,
            "stream_options":{"include_usage":true}}
            """);

        // A role, the name, four pieces of at most 4 characters, the reason, the usage, [DONE].
        Assert.Equal(1 + 1 + 4 + 3, events.Count);
        var calls = events.Skip(1).Take(5)
            .Select(one => one.Choice.GetProperty("delta").GetProperty("tool_calls")[0].GetProperty("function"))
            .ToArray();
        Assert.Equal("weather", calls[0].GetProperty("name").GetString());
        Assert.Equal(Arguments, string.Concat(calls.Select(call => call.GetProperty("arguments").GetString())));
        Assert.Equal("tool_calls", events[^3].Choice.GetProperty("finish_reason").GetString());
        Assert.Equal(4, events[^2].Json.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Chat_CapShorterThanTheCall_CutsItsArgumentsAndSaysLength()
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(
            RunningEngine.ChatPath,
            $$$"""
            {{{{Chat}}},"tool_choice":{"type":"function","function":{"name":"weather"}},"max_tokens":2}
            """);

        var choice = answer.GetProperty("choices")[0];
        var call = choice.GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function");
        Assert.Equal(Arguments[..8], call.GetProperty("arguments").GetString());
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Chat_EndIgnored_StillEndsWithItsArguments()
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(
            RunningEngine.ChatPath, $$"""{{{Chat}},"tool_choice":"required","max_tokens":90,"ignore_eos":true}""");

        Assert.Equal(1, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Theory]
    [InlineData("""{"type":"any"}""")]
    [InlineData("""{"type":"tool","name":"weather"}""")]
    public async Task Messages_CallDemanded_UsesTheTool(string choice)
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(
            RunningEngine.MessagesPath, $$"""{{{Messages}},"tool_choice":{{choice}}}""");

        var block = Assert.Single(answer.GetProperty("content").EnumerateArray());
        Assert.Equal("tool_use", block.GetProperty("type").GetString());
        Assert.Equal("weather", block.GetProperty("name").GetString());
        Assert.Equal(Arguments, block.GetProperty("input").GetRawText());
        Assert.Equal("tool_use", answer.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task MessagesStream_CallDemanded_BringsTheInputAsPiecesOfJson()
    {
        await using var engine = await RunningEngine.StartAsync();

        var events = await engine.PostForEventsAsync(
            RunningEngine.MessagesPath, $$"""{{{Messages}},"tool_choice":{"type":"any"},"stream":true}""");

        var block = events.Single(one => one.Name == "content_block_start").Json.GetProperty("content_block");
        Assert.Equal("tool_use", block.GetProperty("type").GetString());
        Assert.Equal("weather", block.GetProperty("name").GetString());
        var pieces = events.Where(one => one.Name == "content_block_delta")
            .Select(one => one.Json.GetProperty("delta").GetProperty("partial_json").GetString());
        Assert.Equal(Arguments, string.Concat(pieces));
        Assert.Equal("tool_use", events[^2].Json.GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Theory]
    [InlineData("\"sometimes\"", "tool_choice: Input should be 'none', 'auto', 'required' or an object")]
    [InlineData("5", "tool_choice: Input should be a string or an object")]
    [InlineData(
        """{"type":"function","function":{"name":"other"}}""",
        "tool_choice: Input should be met by a function among tools")]
    public async Task Chat_ChoiceThatCannotBeMet_IsAnswered400(string choice, string expected)
    {
        await using var engine = await RunningEngine.StartAsync();

        using var response = await engine.PostAsync(
            RunningEngine.ChatPath, $$"""{{{Chat}},"tool_choice":{{choice}}}""");
        var error = (await RunningEngine.ReadJsonAsync(response)).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(expected, error.GetProperty("message").GetString());
    }
}
