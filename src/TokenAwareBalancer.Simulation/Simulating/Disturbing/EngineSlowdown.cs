using static System.FormattableString;

namespace TokenAwareBalancer.Simulating.Disturbing;

/// <summary>An engine that takes so many times as long, for a part of the time in which requests arrive.</summary>
/// <param name="Backend">Its name in the fleet.</param>
/// <param name="Times">5 is five times slower; below 1 it is faster.</param>
/// <param name="FromPart">0 is the first arrival, 1 the last.</param>
/// <param name="ToPart">Null for the rest of the run.</param>
public sealed record EngineSlowdown(string Backend, double Times, double FromPart, double? ToPart = null)
{
    internal static void Check(IReadOnlyList<EngineSlowdown> slowdowns, IReadOnlyList<SimulatedBackend> fleet)
    {
        foreach (var one in slowdowns)
        {
            one.Check(fleet);
            if (slowdowns.Count(other => other.Backend == one.Backend) > 1)
                throw new ArgumentException($"The engine '{one.Backend}' is slowed down twice; expected once.");
        }
    }

    private void Check(IReadOnlyList<SimulatedBackend> fleet)
    {
        if (fleet.All(backend => backend.Name != Backend))
            throw new ArgumentException($"There is no engine named '{Backend}' to slow down; expected one of "
                + $"{string.Join(", ", fleet.Select(backend => backend.Name))}.");
        if (!(Times > 0 && double.IsFinite(Times)))
            throw new ArgumentException(
                Invariant($"The engine '{Backend}' takes {Times} times as long; expected more than 0."));
        if (!(FromPart is >= 0 and < 1 && (ToPart is null || (ToPart > FromPart && ToPart <= 1))))
            throw new ArgumentException(
                Invariant($"The engine '{Backend}' is slowed down from {FromPart} to {ToPart}; expected parts of the ")
                + "arrivals from 0 up to 1, the second greater.");
    }
}
