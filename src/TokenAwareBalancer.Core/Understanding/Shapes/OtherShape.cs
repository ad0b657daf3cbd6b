using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>A body that is only passed on: nothing in it is required.</summary>
internal readonly struct OtherShape : IBodyShape
{
    public static void ReadField(ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields) =>
        CommonFieldReader.ReadLenient(ref json, key, ref fields);

    public static void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields)
    {
    }
}
