using System.Text.Json;
using System.Text.Json.Serialization;

namespace TokenAwareBalancer.Experiments.Reporting;

/// <summary>Writes null for what is no number: a ratio to 0 is not a reason to lose all the others.</summary>
internal sealed class NumberOrNullConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteNullValue();
    }
}
