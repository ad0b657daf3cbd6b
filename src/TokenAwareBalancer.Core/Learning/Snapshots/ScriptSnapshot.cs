namespace TokenAwareBalancer.Learning.Snapshots;

/// <summary>A <see cref="ScriptBelief"/> as it was.</summary>
public sealed record ScriptSnapshot(
    MeanSnapshot BytesPerToken, MeanSnapshot RelativeError, MeanSnapshot RelativeBias, long Observations);
