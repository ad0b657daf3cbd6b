using System.Text.Json;
using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Requires top-level fields, once all of them have been read.</summary>
internal static class Requirement
{
    /// <exception cref="RequestFormatException">There is no model.</exception>
    public static void OfModel(ref JsonCursor json, in RequestFields fields)
    {
        if (fields.Model.IsEmpty)
            throw json.Missing(JsonKey.Model);
    }

    /// <exception cref="RequestFormatException">The field is absent, or there is nothing in it.</exception>
    public static void Of(ref JsonCursor json, JsonKey key, in PieceSlot slot, int itemCount)
    {
        if (itemCount == 0)
            throw IsAbsent(slot) ? json.Missing(key) : json.Empty(key, slot.Offset);
    }

    /// <summary>Whether a field was not there, or null.</summary>
    public static bool IsAbsent(in PieceSlot slot) => slot.Found is JsonTokenType.None or JsonTokenType.Null;
}
