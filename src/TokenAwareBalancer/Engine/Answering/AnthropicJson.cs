using System.Buffers;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering;

/// <summary>The pieces that Anthropic's APIs share.</summary>
internal static class AnthropicJson
{
    public static void WriteError(IBufferWriter<byte> output, int status, string message)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("type", GetErrorType(status));
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string GetErrorType(int status) => status switch
    {
        404 => "not_found_error",
        429 => "rate_limit_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
