using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads how long a client expects the answer to be: <c>nvext.agent_hints.osl</c>.</summary>
/// <remarks>
/// NVIDIA Dynamo's extension of OpenAI's APIs ("Agent Hints" in its documentation). It is another's field, and the
/// engine's to refuse: what is no whole number above 0 says nothing here.
/// </remarks>
internal static class ExpectedLengthReader
{
    public static void Read(ref JsonCursor json, ref RequestFields fields)
    {
        fields.ExpectedOutputTokens = null;
        if (!TryEnter(ref json))
            return;
        while (json.NextKey(out var key))
        {
            if (key == JsonKey.AgentHints)
                ReadHints(ref json, ref fields);
            else
                json.Skip();
        }
    }

    private static void ReadHints(ref JsonCursor json, ref RequestFields fields)
    {
        fields.ExpectedOutputTokens = null;
        if (!TryEnter(ref json))
            return;
        while (json.NextKey(out var key))
        {
            if (key == JsonKey.Osl)
                fields.ExpectedOutputTokens = ReadLength(json);
            json.Skip();
        }
    }

    private static bool TryEnter(ref JsonCursor json)
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            json.EnterObject();
            return true;
        }

        json.Skip();
        return false;
    }

    private static int? ReadLength(in JsonCursor json) =>
        json.TokenType == JsonTokenType.Number && json.TryReadInteger(out var tokens) && tokens is > 0 and <= int.MaxValue
            ? (int)tokens
            : null;
}
