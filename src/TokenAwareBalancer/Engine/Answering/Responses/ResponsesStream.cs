using System.Buffers;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Responses;

/// <summary>Streams of <c>/v1/responses</c>: the response begins, its item grows, the response ends.</summary>
/// <remarks>The item is added with its first token, as in vLLM: before that, nothing tells text from a call.</remarks>
internal sealed class ResponsesStream : IAnswerStream
{
    private readonly EngineAnswer _answer;
    private readonly ResponseItem _item;
    private readonly ResponseEvents _events;

    public ResponsesStream(EngineAnswer answer)
    {
        _answer = answer;
        _item = ResponseItem.Create(answer);
        _events = new ResponseEvents(_item);
    }

    public void WriteStart(IBufferWriter<byte> output)
    {
        _events.Write(output, "response.created", WriteBegun);
        _events.Write(output, "response.in_progress", WriteBegun);
    }

    public void WriteToken(IBufferWriter<byte> output, int ordinal)
    {
        if (ordinal == 1)
        {
            _events.Write(output, "response.output_item.added", json => WriteItem(json, _item.WriteBegun));
            _item.WriteOpening(output, _events);
        }
        _events.WriteDelta(output, _answer.GetToken(0, ordinal));
    }

    public void WriteEnd(IBufferWriter<byte> output)
    {
        _item.WriteClosing(output, _events);
        _events.Write(output, "response.output_item.done", json => WriteItem(json, _item.WriteEnded));
        _events.Write(output, $"response.{_item.EndStatus}", json =>
        {
            json.WritePropertyName("response");
            ResponseJson.WriteEnded(json, _answer, _item);
        });
    }

    private void WriteBegun(Utf8JsonWriter json)
    {
        json.WritePropertyName("response");
        ResponseJson.WriteBegun(json, _answer);
    }

    private static void WriteItem(Utf8JsonWriter json, Action<Utf8JsonWriter> write)
    {
        json.WriteNumber("output_index", 0);
        json.WritePropertyName("item");
        write(json);
    }
}
