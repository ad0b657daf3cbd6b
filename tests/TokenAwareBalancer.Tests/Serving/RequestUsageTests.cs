using System.Text;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary><c>requestUsage</c>: what is asked of the backend on the client's behalf.</summary>
public sealed class RequestUsageTests : ServingTest
{
    private const string Start = """{"model":"m","messages":[{"role":"user","content":"h"}],"stream":true""";

    [Theory]
    [InlineData("}", ",\"stream_options\":{\"include_usage\":true}}")]
    [InlineData(" } \n", " ,\"stream_options\":{\"include_usage\":true}} \n")]
    [InlineData(",\"stream_options\":null}", ",\"stream_options\":{\"include_usage\":true}}")]
    [InlineData(",\"stream_options\":{}}", ",\"stream_options\":{\"include_usage\":true}}")]
    [InlineData(",\"stream_options\":{ }}", ",\"stream_options\":{ \"include_usage\":true}}")]
    [InlineData(
        ",\"stream_options\":{\"x\":{\"y\":\"}\"}},\"z\":1}",
        ",\"stream_options\":{\"x\":{\"y\":\"}\"},\"include_usage\":true},\"z\":1}")]
    [InlineData(
        ",\"stream_options\":{\"include_usage\":false}}",
        ",\"stream_options\":{\"include_usage\":true}}")]
    [InlineData(
        ",\"stream_options\":{\"a\":1, \"include_usage\" : null ,\"b\":2}}",
        ",\"stream_options\":{\"a\":1, \"include_usage\" : true ,\"b\":2}}")]
    [InlineData(
        ",\"stream_options\":{\"x\":1},\"stream_options\":null}",
        ",\"stream_options\":{\"x\":1},\"stream_options\":{\"include_usage\":true}}")]
    public async Task Body_OfAStreamWithoutUsage_AsksForItAndIsOtherwiseTheSame(string sent, string expected)
    {
        var backend = await AskAsync(Wire.ChatPath, Start + sent);

        Assert.Equal(Start + expected, backend.OnlyRequest.Text);
    }

    [Theory]
    [InlineData(Wire.ChatPath, Start + ",\"stream_options\":{\"include_usage\":true}}")]
    [InlineData(Wire.ChatPath, """{"model":"m","messages":[{"role":"user","content":"h"}]}""")]
    [InlineData(Wire.MessagesPath, Start + "}")]
    [InlineData("/v1/responses", """{"model":"m","input":"h","stream":true}""")]
    [InlineData("/v1/embeddings", """{"model":"m","input":"h","stream":true}""")]
    public async Task Body_ThatNeedsNoUsageOption_IsUnchanged(string path, string sent)
    {
        var backend = await AskAsync(path, sent);

        Assert.Equal(sent, backend.OnlyRequest.Text);
    }

    [Fact]
    public async Task Body_OptionIsOff_IsUnchanged()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);

        await AskAsync(Wire.Post(Wire.ChatPath, Encoding.UTF8.GetBytes(Start + "}")));

        Assert.Equal(Start + "}", backend.OnlyRequest.Text);
    }

    [Fact]
    public async Task Body_ModelIsRenamedToo_HasBothChanges()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options =>
        {
            options.RequestUsage = true;
            options.Backends = [Option("b1", backend.Address)];
            options.Backends[0].Models = [new() { Name = "m", BackendName = "own" }];
        });

        const string start = """{"stream":true,"messages":[{"role":"user","content":"h"}],"model":""";
        await AskAsync(Wire.Post(Wire.ChatPath, Encoding.UTF8.GetBytes(start + "\"m\"}")));

        Assert.Equal(start + "\"own\",\"stream_options\":{\"include_usage\":true}}", backend.OnlyRequest.Text);
    }

    private async Task<ScriptedBackend> AskAsync(string path, string body)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.RequestUsage = true, backend);
        await AskAsync(Wire.Post(path, Encoding.UTF8.GetBytes(body)));
        return backend;
    }
}
