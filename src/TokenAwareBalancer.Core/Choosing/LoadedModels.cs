using TokenAwareBalancer.Fleet;

namespace TokenAwareBalancer.Choosing;

/// <summary>Goes before the policy: who has the model in memory is chosen before who would have to load it.</summary>
/// <remarks>
/// <para>
/// To load a model takes seconds to minutes and may push another one out of memory, which no policy's tokens tell. So
/// those that have it, as long as one of them has room, are the only candidates; an engine that does not tell has it.
/// </para>
/// <para>
/// Room is what a limit says, configured or learned. Engines that load on demand mostly tell none: of them one with
/// <see cref="UnlimitedRoom"/> requests in flight is taken for full, or the first to load a model would keep all of its
/// requests, and the others would never load it. When all that have it are full, the policy chooses among all.
/// </para>
/// </remarks>
internal static class LoadedModels
{
    /// <summary>As many as Ollama would run at once where it chooses itself (OLLAMA_NUM_PARALLEL, docs/faq).</summary>
    private const int UnlimitedRoom = 4;

    /// <summary>Moves the preferred ones to the front, in their order.</summary>
    /// <returns>How many to choose among: those, or all when there are none.</returns>
    public static int Prefer(ServedModel model, Span<Candidate> candidates)
    {
        if (model.Name.Length == 0)
            return candidates.Length;
        var preferred = 0;
        foreach (var candidate in candidates)
        {
            if (IsPreferred(model.Backends[candidate.Slot], model.Name, candidate))
                candidates[preferred++] = candidate;
        }

        return preferred == 0 ? candidates.Length : preferred;
    }

    private static bool IsPreferred(Backend backend, string model, in Candidate candidate) =>
        backend.LoadedModels is not { } loaded
        || (loaded.Contains(backend.Definition.OwnNameOf(model))
            && (candidate.MaxConcurrency is not null || candidate.InFlight.Requests < UnlimitedRoom));
}
