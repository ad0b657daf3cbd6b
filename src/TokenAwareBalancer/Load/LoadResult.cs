namespace TokenAwareBalancer.Load;

/// <summary>How the requests of a load fared.</summary>
/// <param name="StartTimestamp">When it began.</param>
/// <param name="Timings">In the order of the list; of each request that was due.</param>
internal sealed record LoadResult(long StartTimestamp, IReadOnlyList<AnswerTiming> Timings);
