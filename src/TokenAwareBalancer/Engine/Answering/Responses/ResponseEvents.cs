using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Responses;

/// <summary>Numbers and writes the events of one response's stream.</summary>
internal sealed class ResponseEvents
{
    private readonly byte[] _deltaHead;
    private int _sequenceNumber;

    /// <remarks>A token costs a few copies: what does not change in their events is encoded once, here.</remarks>
    public ResponseEvents(ResponseItem item) => _deltaHead = Encoding.UTF8.GetBytes(
        $$"""
        event: {{item.DeltaEvent}}
        data: {"type":"{{item.DeltaEvent}}","item_id":"{{item.Id}}","output_index":0,{{item.DeltaFields}}"delta":
        """ + "\"");

    public void Write(IBufferWriter<byte> output, string type, Action<Utf8JsonWriter> writeFields)
    {
        output.Write(Encoding.ASCII.GetBytes($"event: {type}\ndata: "));
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            writeFields(json);
            json.WriteNumber("sequence_number", _sequenceNumber++);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }

    /// <param name="output">Gets the event.</param>
    /// <param name="token">Escaped for a JSON string.</param>
    public void WriteDelta(IBufferWriter<byte> output, ReadOnlySpan<byte> token)
    {
        output.Write(_deltaHead);
        output.Write(token);
        output.Write("\",\"sequence_number\":"u8);
        Span<byte> digits = stackalloc byte[11];
        _sequenceNumber++.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
        output.Write("}\n\n"u8);
    }
}
