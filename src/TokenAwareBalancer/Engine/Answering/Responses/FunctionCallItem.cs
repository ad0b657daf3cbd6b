using System.Buffers;
using System.Text.Json;

namespace TokenAwareBalancer.Engine.Answering.Responses;

/// <summary>A response's call of a function.</summary>
internal sealed class FunctionCallItem : ResponseItem
{
    private readonly ToolCall _call;

    public FunctionCallItem(EngineAnswer answer, ToolCall call)
        : base(answer) => _call = call;

    public override string Id => $"fc_{Answer.Id}";

    public override string DeltaEvent => "response.function_call_arguments.delta";

    public override string DeltaFields => "";

    private string Arguments => _call.GetArguments(Answer.Choices[0].Tokens);

    public override void WriteBegun(Utf8JsonWriter json) => Write(json, "in_progress", "");

    public override void WriteEnded(Utf8JsonWriter json) => Write(json, EndStatus, Arguments);

    public override void WriteOpening(IBufferWriter<byte> output, ResponseEvents events)
    {
    }

    public override void WriteClosing(IBufferWriter<byte> output, ResponseEvents events) =>
        events.Write(output, "response.function_call_arguments.done", json =>
        {
            json.WriteString("item_id", Id);
            json.WriteNumber("output_index", 0);
            json.WriteString("name", _call.Name);
            json.WriteString("arguments", Arguments);
        });

    private void Write(Utf8JsonWriter json, string status, string arguments)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        json.WriteString("type", "function_call");
        json.WriteString("status", status);
        json.WriteString("call_id", OpenAIJson.GetCallId(Answer, 0));
        json.WriteString("name", _call.Name);
        json.WriteString("arguments", arguments);
        json.WriteEndObject();
    }
}
