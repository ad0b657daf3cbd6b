namespace TokenAwareBalancer.Understanding.Counting;

/// <summary>How prompts are counted, whatever their model.</summary>
/// <param name="Cache">Remembers counts; null when each text is counted each time.</param>
/// <param name="ExactTextBytes">Text beyond this is sampled; null to count all of it.</param>
public sealed record CountingSettings(CountCache? Cache = null, long? ExactTextBytes = null);
