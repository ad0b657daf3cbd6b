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

    /// <param name="exchange">What was asked, and counted.</param>
    /// <param name="cancellationToken">The client left, or reads too slowly.</param>
    public static async Task WriteAsync(Exchange exchange, CancellationToken cancellationToken)
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
            await WriteTokensAsync(json, exchange, cancellationToken);
        json.WriteEndObject();
    }

    /// <summary>In vLLM's shape. How long a prompt the engines take, only they know.</summary>
    private static async Task WriteTokensAsync(
        Utf8JsonWriter json, Exchange exchange, CancellationToken cancellationToken)
    {
        var ids = exchange.PromptTokenIds;
        json.WriteNumber("count", ids.Count);
        json.WriteNull("max_model_len");
        json.WriteStartArray("tokens");
        for (var i = 0; i < ids.Count; i++)
        {
            json.WriteNumberValue(ids[i]);
            await FlushSometimesAsync(json, exchange, i, cancellationToken);
        }

        json.WriteEndArray();
        if (exchange.Profile.Outline.AsksForTokenTexts)
            await WriteTokenTextsAsync(json, exchange, (ITokenEncoder)exchange.Model.TokenCounter!, cancellationToken);
        else
            json.WriteNull("token_strs");
    }

    private static async Task WriteTokenTextsAsync(
        Utf8JsonWriter json, Exchange exchange, ITokenEncoder encoder, CancellationToken cancellationToken)
    {
        var ids = exchange.PromptTokenIds;
        json.WriteStartArray("token_strs");
        for (var i = 0; i < ids.Count; i++)
        {
            json.WriteStringValue(ByteAlphabet.Spell(encoder.BytesOf(ids[i])));
            await FlushSometimesAsync(json, exchange, i, cancellationToken);
        }

        json.WriteEndArray();
    }

    private static async ValueTask FlushSometimesAsync(
        Utf8JsonWriter json, Exchange exchange, int index, CancellationToken cancellationToken)
    {
        if (index % TokensAtOnce != TokensAtOnce - 1)
            return;
        await json.FlushAsync(cancellationToken);
        await exchange.Http.Response.BodyWriter.FlushAsync(cancellationToken);
    }
}
