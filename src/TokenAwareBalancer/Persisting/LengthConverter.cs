using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TokenAwareBalancer.Learning.Snapshots;

namespace TokenAwareBalancer.Persisting;

/// <summary>Writes a length on one line: <c>[tokens, ended, capped]</c>; a model has thousands.</summary>
internal sealed class LengthConverter : JsonConverter<LengthSnapshot>
{
    private const string Expected = "a length is [tokens, answers that ended, answers that a limit ended]";

    public override LengthSnapshot Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var numbers = JsonSerializer.Deserialize<double[]>(ref reader, options);
        return numbers is [>= 1 and <= int.MaxValue, _, _]
            ? new LengthSnapshot((int)numbers[0], numbers[1], numbers[2])
            : throw new JsonException(Expected);
    }

    public override void Write(Utf8JsonWriter writer, LengthSnapshot value, JsonSerializerOptions options) =>
        writer.WriteRawValue(string.Create(
            CultureInfo.InvariantCulture, $"[{value.Tokens}, {value.Ended}, {value.Capped}]"));
}
