namespace TokenAwareBalancer.Workloads;

/// <summary>A source of requests: the same list for the same seeds.</summary>
internal interface IWorkload
{
    /// <summary>One line for the head of a report.</summary>
    string Description { get; }

    /// <summary>How many requests it has of its own; null when it is endless, as a mix is.</summary>
    int? Count { get; }

    /// <summary>What a request has on average, to compute the load it puts on an engine.</summary>
    /// <remarks>
    /// The answers' mean is 0 where there is none to generate, and not a number where a request leaves its length to
    /// the engine.
    /// </remarks>
    (double PromptTokens, double OutputTokens) MeanTokens { get; }

    /// <summary>Requests per second of the times it has of its own, on average; null when it has none.</summary>
    /// <remarks>Infinite when all of its requests have the same time.</remarks>
    double? OwnRatePerSecond { get; }

    /// <summary>
    /// The requests in order, made as they are pulled: whoever holds none of them holds no bodies. A trace ends after
    /// <see cref="Count"/>; a mix and a file of prompts, which begins again, never end: take what is needed.
    /// </summary>
    /// <param name="seed">Decides the lengths and the order.</param>
    /// <param name="textSeed">
    /// Decides the texts, where they are not given: with another one the same requests are news to a prefix cache.
    /// </param>
    /// <exception cref="WorkloadException">A file was changed or lost since it was opened.</exception>
    IEnumerable<PlannedRequest> Plan(int seed, int textSeed);
}
