using TokenAwareBalancer.Understanding.Json;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>The top-level fields of one API's body.</summary>
/// <remarks>Implemented by empty structs, so that a reader compiled for one calls it directly.</remarks>
internal interface IBodyShape
{
    /// <summary>Reads the value of one property, to its end.</summary>
    static abstract void ReadField(
        ref JsonCursor json, PromptPieces pieces, JsonKey key, ref RequestFields fields);

    /// <summary>
    /// All of it has been read: requires what the API requires, and adds what depends on several fields.
    /// </summary>
    /// <exception cref="RequestFormatException">A field is missing, or empty.</exception>
    static abstract void Complete(ref JsonCursor json, PromptPieces pieces, ref RequestFields fields);
}
