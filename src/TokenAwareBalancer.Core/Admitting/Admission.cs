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
    /// Every backend that could serve it is at its concurrency limit, and the line is full or was not asked for.
    /// </summary>
    NoRoom,

    /// <summary>No backend is left that serves the model and has not failed this request.</summary>
    NoBackend,
}

/// <summary>The gate's answer.</summary>
/// <param name="Kind">What became of the request.</param>
/// <param name="Placement">Set when it is <see cref="AdmissionKind.Placed"/>.</param>
public readonly record struct Admission(AdmissionKind Kind, Placement Placement)
{
    internal static Admission Held => new(AdmissionKind.Held, default);

    internal static Admission NoRoom => new(AdmissionKind.NoRoom, default);

    internal static Admission NoBackend => new(AdmissionKind.NoBackend, default);

    internal static Admission Of(in Placement placement) => new(AdmissionKind.Placed, placement);
}
