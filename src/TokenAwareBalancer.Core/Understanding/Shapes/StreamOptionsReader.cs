using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads <c>stream_options</c>.</summary>
internal static class StreamOptionsReader
{
    public static void Read(ref JsonCursor json, ref RequestFields fields)
    {
        fields.AsksForUsage = false;
        fields.StreamOptions = default;
        if (json.IsNull)
            return;
        var start = json.Offset;
        json.EnterObject();
        while (json.NextKey(out var key))
        {
            if (key == JsonKey.IncludeUsage)
                fields.AsksForUsage = FieldReader.ReadBoolean(ref json);
            else
                json.Skip();
        }
        fields.StreamOptions = new ByteRange(start, json.End - start);
    }
}
