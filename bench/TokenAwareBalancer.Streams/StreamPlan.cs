namespace TokenAwareBalancer.Streams;

/// <summary>What is measured.</summary>
/// <param name="Streams">How many streams are open at once.</param>
/// <param name="PromptBytes">The size of each prompt.</param>
/// <param name="TokenInterval">The time between two tokens of a stream.</param>
/// <param name="OpenedPerSecond">How many are opened a second.</param>
/// <param name="Hold">How long all of them are held.</param>
/// <param name="MostResidentBytes">The bar for the balancer's memory.</param>
/// <param name="MostBytesPerStream">The bar for what a stream adds to it.</param>
internal sealed record StreamPlan(
    int Streams,
    int PromptBytes,
    TimeSpan TokenInterval,
    int OpenedPerSecond,
    TimeSpan Hold,
    long MostResidentBytes,
    long MostBytesPerStream);
