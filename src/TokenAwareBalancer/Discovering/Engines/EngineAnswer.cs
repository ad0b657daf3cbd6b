using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TokenAwareBalancer.Discovering.Engines;

/// <summary>What a server answered when it was asked about itself.</summary>
/// <param name="Status">As it came.</param>
/// <param name="Body">All of it.</param>
/// <param name="IsBalancers">Whether a balancer answered, which is not an engine.</param>
internal sealed record EngineAnswer(HttpStatusCode Status, byte[] Body, bool IsBalancers)
{
    // Else a repeated key would be found, and thrown, by whoever reads the object.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The body of a successful answer as a JSON object; null when it is not one.</summary>
    public JsonObject? ReadObject()
    {
        if (!IsSuccess || Body.Length == 0)
            return null;
        try
        {
            return JsonNode.Parse(Body, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
