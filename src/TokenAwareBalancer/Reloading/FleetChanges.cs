using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Reloading;

/// <summary>Which backends one fleet has that another had not, by name.</summary>
/// <param name="Added">New ones.</param>
/// <param name="Removed">Those that are sent nothing more; what they were sent, they answer.</param>
internal sealed record FleetChanges(IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    public static FleetChanges Between(FleetSnapshot before, FleetSnapshot after) =>
        new(Names(after.Backends.Except(before.Backends)), Names(before.Backends.Except(after.Backends)));

    private static string[] Names(IEnumerable<Backend> backends) => [.. backends.Select(backend => backend.Name)];
}
