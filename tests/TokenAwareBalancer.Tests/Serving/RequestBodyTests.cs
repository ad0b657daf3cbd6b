using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Fakes;

namespace TokenAwareBalancer.Serving;

/// <summary>What the backend reads as the body.</summary>
public sealed class RequestBodyTests : ServingTest
{
    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"h"}],"unknown":{"x":[1.50,"é"]}}""")]
    [InlineData("{ \"messages\" : [ {\"content\":\"\\u00fc\\/\",\"role\":\"\",\"x\":[]} ] ,\r\n\t\"model\":\"m\"}\n\n")]
    [InlineData("""{"model":"no","s":901234567,"model":"m","messages":[{"role":"u","content":"h"}],"s":1e400}""")]
    public async Task Body_WithUnknownFields_ReachesTheBackendByteForByte(string body)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);

        var answer = await AskAsync(Wire.Post(Wire.ChatPath, Encoding.UTF8.GetBytes(body)));

        Assert.Equal(200, answer.Status);
        Assert.Equal(body, backend.OnlyRequest.Text);
    }

    [Fact]
    public async Task Body_OfOneMegabyte_ReachesTheBackendByteForByte()
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        var body = Wire.Chat(content: new string('x', 1 << 20));

        await AskAsync(Wire.Post(Wire.ChatPath, body));

        Assert.Equal(body, backend.OnlyRequest.Body);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/embeddings")]
    public async Task Body_InChunks_ArrivesWithItsLength(string path)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(backend);
        var client = await ConnectAsync();
        var body = Encoding.UTF8.GetString(Wire.Chat());

        await client.SendAsync(Wire.Head("POST", path, "Content-Type: application/json", "Transfer-Encoding: chunked"));
        foreach (var piece in body.Chunk(7))
            await client.SendAsync($"{piece.Length:x}\r\n{new string(piece)}\r\n");
        await client.SendAsync("0\r\n\r\n");
        await client.ReadAnswerAsync();

        Assert.Equal(body, backend.OnlyRequest.Text);
        Assert.Equal($"{body.Length}", backend.OnlyRequest.Header("Content-Length"));
        Assert.Null(backend.OnlyRequest.Header("Transfer-Encoding"));
    }

    [Theory]
    [InlineData(
        """{"model":"m","messages":[{"role":"user","content":"m"}]}""",
        """{"model":"own/\u0022x","messages":[{"role":"user","content":"m"}]}""")]
    [InlineData(
        """{ "messages":[{"role":"u","content":"m"}], "x":"\u006d" , "model" : "\u006d"  }""",
        """{ "messages":[{"role":"u","content":"m"}], "x":"\u006d" , "model" : "own/\u0022x"  }""")]
    [InlineData(
        """{"model":"a","messages":[{"role":"u","content":"h","model":"m"}],"model":"m"}""",
        """{"model":"a","messages":[{"role":"u","content":"h","model":"m"}],"model":"own/\u0022x"}""")]
    public async Task Body_ModelHasAnotherNameThere_DiffersInTheNameOnly(string sent, string expected)
    {
        var backend = Backend(exchange => exchange.AnswerAsync(Wire.ChatAnswer));
        await StartAsync(options => options.Backends = [Renaming(backend)]);

        await AskAsync(Wire.Post(Wire.ChatPath, Encoding.UTF8.GetBytes(sent)));

        Assert.Equal(expected, backend.OnlyRequest.Text);
        Assert.Equal($"{expected.Length}", backend.OnlyRequest.Header("Content-Length"));
    }

    [Fact]
    public async Task Body_PassedThroughWithAModel_IsRenamedToo()
    {
        var backend = Backend(exchange => exchange.AnswerAsync("{}"));
        await StartAsync(options => options.Backends = [Renaming(backend)]);

        await AskAsync(Wire.Post("/v1/embeddings", """{"input":[1],"model":"m"}"""u8));

        Assert.Equal("""{"input":[1],"model":"own/\u0022x"}""", backend.OnlyRequest.Text);
    }

    private static BackendOptions Renaming(ScriptedBackend backend) => new()
    {
        Name = "b1",
        Url = backend.Address,
        Models = [new BackendModelOptions { Name = "m", BackendName = "own/\"x" }],
    };
}
