using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Admitting;

/// <summary>What became of a request at the gate.</summary>
public enum AdmissionKind
{
    /// <summary>A backend is chosen and charged.</summary>
    Placed,

    /// <summary>The request stands in line.</summary>
    Held,

    /// <summary>
    /// No backend that could serve it has room, and the line is full or was not asked for.
    /// </summary>
    NoRoom,

    /// <summary>No backend is left that serves the model and has not failed this request.</summary>
    NoBackend,
}

/// <summary>The gate's answer.</summary>
/// <param name="Kind">What became of the request.</param>
/// <param name="Placement">Set when it is <see cref="AdmissionKind.Placed"/>.</param>
/// <param name="Lack">What backends lack for it when it was not placed.</param>
public readonly record struct Admission(AdmissionKind Kind, Placement Placement, RoomLack Lack)
{
    internal static Admission NoBackend => new(AdmissionKind.NoBackend, default, RoomLack.None);

    internal static Admission Of(in Placement placement) => new(AdmissionKind.Placed, placement, RoomLack.None);

    internal static Admission NoRoom(RoomLack lack) => new(AdmissionKind.NoRoom, default, lack);
}
