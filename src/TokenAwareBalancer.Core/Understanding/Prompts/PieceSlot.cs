using System.Text.Json;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>
/// What one field put into the list of pieces, so that it can be taken out again when the same key comes a second
/// time: in JSON as engines read it, the last of two equal keys wins.
/// </summary>
internal struct PieceSlot
{
    /// <summary>Index of the field's first piece.</summary>
    public int FirstPiece;

    /// <summary>Index after its last piece.</summary>
    public int EndPiece;

    /// <summary>The JSON type of its value; <see cref="JsonTokenType.None"/> until the field was seen.</summary>
    public JsonTokenType Found;

    /// <summary>Where its value starts in the body.</summary>
    public int Offset;
}
