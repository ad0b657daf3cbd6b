using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenAwareBalancer.Persisting;

/// <summary>How what is learned is written: camelCase, for people to read, and nothing missing when it is read.</summary>
internal static class LearnedJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        WriteIndented = true,
        Converters =
        {
            new LengthConverter(),
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    /// <exception cref="JsonException">It is no JSON, or of another shape.</exception>
    public static T Read<T>(JsonElement json) =>
        json.Deserialize<T>(Options) ?? throw new JsonException($"null is no {typeof(T).Name}");
}
