using TokenAwareBalancer.Understanding.Json;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>Reads <c>stream_options</c>.</summary>
internal static class StreamOptionsReader
{
    public static void Read(ref JsonCursor json, ref RequestFields fields)
    {
        fields.AsksForUsage = false;
        fields.IncludeUsage = default;
        var start = json.Offset;
        fields.StreamOptions = new ByteRange(start, json.End - start);
        if (json.IsNull)
            return;
        json.EnterObject();
        while (json.NextKey(out var key))
        {
            if (key == JsonKey.IncludeUsage)
                ReadIncludeUsage(ref json, ref fields);
            else
                json.Skip();
        }
        fields.StreamOptions = new ByteRange(start, json.End - start);
    }

    private static void ReadIncludeUsage(ref JsonCursor json, ref RequestFields fields)
    {
        var start = json.Offset;
        fields.AsksForUsage = FieldReader.ReadBoolean(ref json);
        fields.IncludeUsage = new ByteRange(start, json.End - start);
    }
}
