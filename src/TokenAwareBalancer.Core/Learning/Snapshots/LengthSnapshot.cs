namespace TokenAwareBalancer.Learning.Snapshots;

/// <summary>How many answers had about one length, as far as they were not forgotten.</summary>
/// <param name="Tokens">The shortest length that is counted here.</param>
/// <param name="Ended">Answers that ended by themselves.</param>
/// <param name="Capped">Answers that a limit ended.</param>
public sealed record LengthSnapshot(int Tokens, double Ended, double Capped);
