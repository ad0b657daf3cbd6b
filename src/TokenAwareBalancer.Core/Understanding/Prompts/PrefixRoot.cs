using System.Runtime.InteropServices;
using TokenAwareBalancer.Hashing;
using TokenAwareBalancer.Understanding.Shapes;

namespace TokenAwareBalancer.Understanding.Prompts;

/// <summary>Hashes what must be the same for two prompts to share anything at all.</summary>
/// <remarks>
/// The model as the client names it, since each has a cache of its own, adapters of one base included; the fields that
/// change how all of a prompt is printed, or keep it apart; and whose it is, where that is asked for.
/// </remarks>
internal static class PrefixRoot
{
    // Above all kinds of pieces.
    private const ulong ModelKind = 1 << 16;
    private const ulong OwnerKind = 2 << 16;
    private const ulong SettingKind = 3 << 16;

    public static ContentHash Of(
        ReadOnlySpan<byte> body, ReadOnlySpan<byte> model, ReadOnlySpan<char> owner, in PrefixSettingRanges settings,
        ContentHasher hasher)
    {
        var root = hasher.Chain(default, hasher.Hash(model, ModelKind), ModelKind);
        if (!owner.IsEmpty)
            root = hasher.Chain(root, hasher.Hash(MemoryMarshal.AsBytes(owner), OwnerKind), OwnerKind);
        for (var place = 0; place < PrefixSettingRanges.Places; place++)
        {
            var value = settings[place];
            var kind = SettingKind + (ulong)place;
            if (!value.IsEmpty)
                root = hasher.Chain(root, hasher.Hash(value.In(body), kind), kind);
        }

        return root;
    }
}
