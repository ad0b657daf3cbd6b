namespace TokenAwareBalancer.Learning.Snapshots;

/// <summary>What was known of a model: numbers, and the names of backends and of clients' keys.</summary>
/// <param name="Tokenizer">
/// The fingerprint of the tokenizer that <paramref name="Drift"/> is about; null where the model had none.
/// </param>
/// <param name="BytesPerToken">Of its prompts, whatever they are written in.</param>
/// <param name="Scripts">Of its prompts by their class; only those that were seen.</param>
/// <param name="Drift">Null before any count was compared.</param>
/// <param name="Backends">The same for each backend.</param>
/// <param name="Outputs">Lengths of its answers, the groups used last first.</param>
public sealed record ModelSnapshot(
    string? Tokenizer,
    MeanSnapshot BytesPerToken,
    IReadOnlyDictionary<string, ScriptSnapshot> Scripts,
    DriftSnapshot? Drift,
    IReadOnlyDictionary<string, BackendDriftSnapshot> Backends,
    IReadOnlyList<LengthGroupSnapshot> Outputs);
