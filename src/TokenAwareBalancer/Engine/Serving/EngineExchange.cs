using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Requests;

namespace TokenAwareBalancer.Engine.Serving;

/// <summary>One inference request on its connection.</summary>
internal sealed class EngineExchange
{
    /// <summary>Enough for Kestrel to hand bytes to the kernel, which sends them even after an abort.</summary>
    private static readonly TimeSpan CutDelay = TimeSpan.FromMilliseconds(5);

    private readonly TimeProvider _timeProvider;

    public EngineExchange(HttpContext context, IAnswerApi api, RequestPlan plan, TimeProvider timeProvider)
    {
        Context = context;
        Api = api;
        Plan = plan;
        _timeProvider = timeProvider;
        ReceivedTimestamp = timeProvider.GetTimestamp();
    }

    public HttpContext Context { get; }

    public IAnswerApi Api { get; }

    public RequestPlan Plan { get; }

    public long ReceivedTimestamp { get; }

    public CancellationToken ClientLeft => Context.RequestAborted;

    /// <exception cref="MalformedRequestException">The body is not what the API asks for.</exception>
    public async Task<EngineRequest> ReadAsync(PromptTokens tokens)
    {
        try
        {
            // Deeper than any tool schema; the default of 64 is not.
            using var body = await JsonDocument.ParseAsync(
                Context.Request.Body, new JsonDocumentOptions { MaxDepth = 256 }, ClientLeft);
            return body.RootElement.ValueKind == JsonValueKind.Object
                ? Api.Read(body.RootElement, tokens)
                : throw new MalformedRequestException("Input should be a JSON object");
        }
        catch (JsonException exception)
        {
            throw new MalformedRequestException($"JSON decode error: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            // What JsonElement throws for a string with half of a surrogate pair.
            throw new MalformedRequestException("Input should be valid Unicode");
        }
    }

    public Task WriteErrorAsync(int status, string message)
    {
        var body = new ArrayBufferWriter<byte>();
        Api.WriteError(body, status, message);
        Context.Response.StatusCode = status;
        if (status == StatusCodes.Status429TooManyRequests)
            Context.Response.Headers.RetryAfter = "1";
        return WriteJsonAsync(body.WrittenMemory, body.WrittenCount);
    }

    /// <summary>Writes an answer that is not streamed, or half of it when it is to be cut.</summary>
    /// <returns>Whether all of it was written.</returns>
    public async Task<bool> WriteAnswerAsync(EngineAnswer answer)
    {
        var isCut = Plan.Failure == FailureKind.Cut;
        var body = new ArrayBufferWriter<byte>();
        answer.Request.Form.WriteWhole(body, answer);
        var sentBytes = isCut ? body.WrittenCount / 2 : body.WrittenCount;
        await WriteJsonAsync(body.WrittenMemory[..sentBytes], body.WrittenCount);
        return !isCut;
    }

    /// <summary>Sends the headers at once, before there is a token, as vLLM does.</summary>
    public async Task StartStreamAsync()
    {
        Context.Response.ContentType = "text/event-stream; charset=utf-8";
        await StartAsync();
        await Context.Response.BodyWriter.FlushAsync();
    }

    /// <summary>Waits before a cut, so that what was written before it is not lost with the connection.</summary>
    public Task LetBytesGoAsync() => Task.Delay(CutDelay, _timeProvider, CancellationToken.None);

    /// <summary>Writes a JSON body, or its beginning when fewer bytes than its length are given.</summary>
    private async Task WriteJsonAsync(ReadOnlyMemory<byte> body, long lengthBytes)
    {
        Context.Response.ContentType = "application/json";
        Context.Response.ContentLength = lengthBytes;
        await StartAsync();
        await Context.Response.BodyWriter.WriteAsync(body);
    }

    /// <summary>
    /// Fixes the headers; and, when the plan says so, has the connection closed after an answer that promises to keep
    /// it: Kestrel adds <c>Connection: close</c> only before that.
    /// </summary>
    private async Task StartAsync()
    {
        if (!Plan.ClosesConnection)
        {
            await Context.Response.StartAsync();
            return;
        }
        // As llama-server's HTTP library writes it.
        Context.Response.Headers.Connection = "keep-alive";
        Context.Response.Headers.KeepAlive = "timeout=5, max=100";
        await Context.Response.StartAsync();
        Context.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().RequestClose();
    }
}
