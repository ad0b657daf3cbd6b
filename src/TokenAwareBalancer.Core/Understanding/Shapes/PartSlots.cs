using System.Runtime.CompilerServices;
using TokenAwareBalancer.Understanding.Prompts;

namespace TokenAwareBalancer.Understanding.Shapes;

/// <summary>A slot for each <see cref="PartField"/>, at the number of its bit.</summary>
[InlineArray(Length)]
internal struct PartSlots
{
    public const int Length = 9;

    private PieceSlot _first;
}
