using System.Net;
using System.Text.Json;
using TokenAwareBalancer.Engine.Answering;

namespace TokenAwareBalancer.Engine.Serving;

public sealed class ResponsesTests
{
    private const string Path = "/v1/responses";

    [Fact]
    public async Task Stream_Plain_HasTheDocumentedEventsInOrderAndNumbered()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, AnswerTokens = AnswerLength.Fixed(3) });

        var events = await engine.PostForEventsAsync(Path, """{"model":"m","input":"12345678","stream":true}""");

        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added",
                "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.delta", "response.output_text.done", "response.content_part.done",
                "response.output_item.done", "response.completed",
            ],
            events.Select(one => one.Name));
        Assert.All(events, one => Assert.Equal(one.Name, one.Json.GetProperty("type").GetString()));
        Assert.Equal(
            Enumerable.Range(0, events.Count),
            events.Select(one => one.Json.GetProperty("sequence_number").GetInt32()));
        Assert.Equal("in_progress", events[0].Json.GetProperty("response").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Stream_Plain_BringsTheSameTextInDeltasPartItemAndResponse()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, AnswerTokens = AnswerLength.Fixed(5) });

        var events = await engine.PostForEventsAsync(Path, """{"input":"12345678","stream":true}""");

        var deltas = events.Where(one => one.Name == "response.output_text.delta").Select(one => one.Json).ToArray();
        var text = string.Concat(deltas.Select(delta => delta.GetProperty("delta").GetString()));
        var item = events[^2].Json.GetProperty("item");
        Assert.Equal(5, text.Split(' ').Length);
        Assert.Equal(text, events[^4].Json.GetProperty("text").GetString());
        Assert.Equal(text, events[^3].Json.GetProperty("part").GetProperty("text").GetString());
        Assert.Equal(text, GetText(item));
        Assert.Equal(text, GetText(events[^1].Json.GetProperty("response").GetProperty("output")[0]));
        Assert.All(deltas, delta => Assert.Equal(
            item.GetProperty("id").GetString(), delta.GetProperty("item_id").GetString()));
    }

    [Fact]
    public async Task Whole_Plain_HasAMessageAndUsage()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { Speed = 100, AnswerTokens = AnswerLength.Fixed(3) });

        var answer = await engine.PostForJsonAsync(Path, """{"model":"m","input":"12345678"}""");

        Assert.Equal("response", answer.GetProperty("object").GetString());
        Assert.Equal("completed", answer.GetProperty("status").GetString());
        Assert.Equal("message", answer.GetProperty("output")[0].GetProperty("type").GetString());
        Assert.Equal(3, GetText(answer.GetProperty("output")[0]).Split(' ').Length);
        Assert.Equal(
            """
            {"input_tokens":2,"input_tokens_details":{"cached_tokens":0},"output_tokens":3,
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":5}
            """.ReplaceLineEndings(""),
            answer.GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task Whole_Capped_IsIncompleteAndSaysWhy()
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(Path, """{"input":"hi","max_output_tokens":4}""");

        Assert.Equal("incomplete", answer.GetProperty("status").GetString());
        Assert.Equal("incomplete", answer.GetProperty("output")[0].GetProperty("status").GetString());
        Assert.Equal(
            "max_output_tokens", answer.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal(4, answer.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Stream_Capped_EndsWithTheEventIncomplete()
    {
        await using var engine = await RunningEngine.StartAsync();

        var events = await engine.PostForEventsAsync(Path, """{"input":"hi","max_output_tokens":4,"stream":true}""");

        Assert.Equal("response.incomplete", events[^1].Name);
        var response = events[^1].Json.GetProperty("response");
        Assert.Equal("incomplete", response.GetProperty("status").GetString());
        Assert.Equal(4, response.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task Stream_EarlyStart_SendsNoItemBeforeTheFirstToken()
    {
        await using var engine = await RunningEngine.StartAsync(
            new EngineOptions { PrefillMillisecondsPerToken = 60_000, EarlyStart = true });
        using var connection = await RawConnection.PostAsync(
            engine.Engine.Address, Path, """{"input":"hello","stream":true}""");

        var received = await connection.ReadUntilAsync("\"sequence_number\":1}");

        Assert.DoesNotContain("output_item", received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"12345678\"", 2)]
    [InlineData("""[{"role":"user","content":"12345678"}]""", 2)]
    [InlineData("""[{"role":"user","content":[{"type":"input_text","text":"1234"}]}]""", 1)]
    [InlineData("""[{"type":"function_call_output","call_id":"c","output":"12345678"}]""", 2)]
    [InlineData("""[{"type":"function_call","name":"f","arguments":"{}"}]""", 13)]
    public async Task Input_EachShape_IsCounted(string input, int inputTokens)
    {
        await using var engine = await RunningEngine.StartAsync();

        var plain = await engine.PostForJsonAsync(Path, $$"""{"input":{{input}}}""");
        var instructed = await engine.PostForJsonAsync(Path, $$"""{"instructions":"1234","input":{{input}}}""");

        Assert.Equal(inputTokens, plain.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        Assert.Equal(inputTokens + 1, instructed.GetProperty("usage").GetProperty("input_tokens").GetInt32());
    }

    [Fact]
    public async Task Whole_CallDemanded_IsAFunctionCall()
    {
        await using var engine = await RunningEngine.StartAsync();

        var answer = await engine.PostForJsonAsync(
            Path, """{"input":"hi","tools":[{"type":"function","name":"f"}],"tool_choice":"required"}""");

        var item = Assert.Single(answer.GetProperty("output").EnumerateArray());
        Assert.Equal("function_call", item.GetProperty("type").GetString());
        Assert.Equal("f", item.GetProperty("name").GetString());
        Assert.Equal("{}", item.GetProperty("arguments").GetString());
        Assert.NotEqual("", item.GetProperty("call_id").GetString());
    }

    [Fact]
    public async Task Stream_CallDemanded_BringsItsArgumentsInDeltas()
    {
        await using var engine = await RunningEngine.StartAsync();

        var events = await engine.PostForEventsAsync(
            Path,
            """
            {"input":"hi","stream":true,"tool_choice":{"type":"function","name":"f"},"tools":[{"type":"function",
            "name":"f","parameters":{"properties":{"a":{"type":"string"}},"required":["a"]}}]}
            """);

        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added",
                "response.function_call_arguments.delta", "response.function_call_arguments.delta",
                "response.function_call_arguments.delta", "response.function_call_arguments.done",
                "response.output_item.done", "response.completed",
            ],
            events.Select(one => one.Name));
        var pieces = events.Skip(3).Take(3).Select(one => one.Json.GetProperty("delta").GetString());
        Assert.Equal("""{"a":"text"}""", string.Concat(pieces));
        Assert.Equal("""{"a":"text"}""", events[^3].Json.GetProperty("arguments").GetString());
    }

    [Theory]
    [InlineData("{}", "input: Field required")]
    [InlineData("""{"input":[]}""", "input: Input should be a string or a list with at least one item")]
    [InlineData("""{"input":["hi"]}""", "input: Input should be a list of objects")]
    [InlineData("""{"input":"hi","max_output_tokens":0}""", "max_output_tokens: Input should be a whole number")]
    public async Task Body_Malformed_IsAnswered400AndSaysWhatIsRight(string body, string expected)
    {
        await using var engine = await RunningEngine.StartAsync();

        using var response = await engine.PostAsync(Path, body);
        var error = (await RunningEngine.ReadJsonAsync(response)).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(expected, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string GetText(JsonElement item) =>
        item.GetProperty("content")[0].GetProperty("text").GetString()!;
}
