using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>
/// What a content part said so far. Its <c>type</c> may come last, so every field that could be text is recorded, and
/// those that the type has no use for are taken out at the end.
/// </summary>
internal struct ContentPart
{
    /// <summary>The <c>type</c>, null until it was seen.</summary>
    public PartType? Type;

    /// <summary>What the part would be by its fields; vLLM accepts parts without a type.</summary>
    public PartType TypeByField;

    public bool IsLowDetail;
    public int AudioTokens;
    public int DocumentTokens;

    private PartSlots _slots;

    /// <summary>The slot of one field.</summary>
    [UnscopedRef]
    public ref PieceSlot this[PartField field] => ref _slots[BitOperations.TrailingZeroCount((int)field)];
}
