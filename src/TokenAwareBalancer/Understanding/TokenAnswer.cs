using System.Text.Encodings.Web;
using System.Text.Json;
using TokenAwareBalancer.Receiving;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Understanding;

/// <summary>Answers a request that asks how its prompt is counted, by the count.</summary>
internal static class TokenAnswer
{
    /// <summary>Tokens between two flushes, so that a long list is not gathered in memory a second time.</summary>
    private const int TokensAtOnce = 8192;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="OperationCanceledException">The client left.</exception>
    public static async Task WriteAsync(Exchange exchange)
    {
        var response = exchange.Http.Response;
        response.ContentType = "application/json";
        exchange.WriteResponseHeaders();
        response.Headers[BalancerHeaders.PromptTokensExact] = exchange.Profile.Prompt.IsExact ? "true" : "false";
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        if (exchange.Route.Surface == ApiSurface.CountTokens)
            json.WriteNumber("input_tokens", exchange.Profile.PromptTokens);
        else
            await WriteTokensAsync(json, exchange);
        json.WriteEndObject();
    }

    /// <summary>In vLLM's shape. How long a prompt the engines take, only they know.</summary>
    private static async Task WriteTokensAsync(Utf8JsonWriter json, Exchange exchange)
    {
        var ids = exchange.PromptTokenIds;
        json.WriteNumber("count", ids.Count);
        json.WriteNull("max_model_len");
        json.WriteStartArray("tokens");
        for (var i = 0; i < ids.Count; i++)
        {
            json.WriteNumberValue(ids[i]);
            await FlushSometimesAsync(json, exchange, i);
        }

        json.WriteEndArray();
        if (exchange.Profile.Outline.AsksForTokenTexts)
            await WriteTokenTextsAsync(json, exchange, (ITokenEncoder)exchange.Model.TokenCounter!);
        else
            json.WriteNull("token_strs");
    }

    private static async Task WriteTokenTextsAsync(Utf8JsonWriter json, Exchange exchange, ITokenEncoder encoder)
    {
        var ids = exchange.PromptTokenIds;
        json.WriteStartArray("token_strs");
        for (var i = 0; i < ids.Count; i++)
        {
            json.WriteStringValue(ByteAlphabet.Spell(encoder.BytesOf(ids[i])));
            await FlushSometimesAsync(json, exchange, i);
        }

        json.WriteEndArray();
    }

    private static async ValueTask FlushSometimesAsync(Utf8JsonWriter json, Exchange exchange, int index)
    {
        if (index % TokensAtOnce != TokensAtOnce - 1)
            return;
        await json.FlushAsync(exchange.Http.RequestAborted);
        await exchange.Http.Response.BodyWriter.FlushAsync(exchange.Http.RequestAborted);
    }
}
