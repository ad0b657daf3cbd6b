using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Pacing;

/// <summary>The backends of a group that are believed to be equally fast, and what they have taught together.</summary>
/// <remarks>Guarded by the lock of <see cref="EngineSpeeds"/>.</remarks>
internal sealed class SpeedCluster
{
    /// <summary>Rows of which half of a full confidence is made.</summary>
    private const double RowsForHalf = 200;

    /// <summary>Hardware changes by the month: what was learned a week ago is worth an eighth of it.</summary>
    private const double HalfLifeSeconds = 2.33 * 24 * 3600;

    private readonly double[] _expected = [1, 1, 1, 1, 1, 1];
    private readonly double[] _unknowns = [1, 1, 1, 1, 1, 1];
    private double _rememberedConfidence;
    private double _rememberedSeconds;
    private int _rememberedBudget = TokenBudgetLearner.LeastTokens;
    private bool _rememberedSharing = true;
    private double _learnedConfidence;
    private double _learnedSeconds = double.NegativeInfinity;

    public SpeedCluster(string name) => Name = name;

    public string Name { get; }

    public List<SpeedMember> Members { get; } = [];

    public CostSums Sums { get; } = new();

    /// <summary>Relative deviation of a row.</summary>
    public double Noise { get; private set; } = 0.1;

    public IterationCosts Costs => CostSums.ToCosts(_unknowns);

    public int TokenBudget { get; private set; } = TokenBudgetLearner.LeastTokens;

    public bool SharesIterations { get; private set; } = true;

    /// <summary>Takes what was known in an earlier life for what is expected.</summary>
    public void Remember(LearnedSpeed speed, double nowSeconds)
    {
        CostSums.FromCosts(speed.Costs, _expected);
        _expected.CopyTo(_unknowns, 0);
        (_rememberedBudget, _rememberedSharing) = (speed.TokenBudget, speed.SharesIterations);
        (_rememberedConfidence, _rememberedSeconds) = (speed.Confidence, nowSeconds - speed.AgeSeconds);
        (TokenBudget, SharesIterations) = (speed.TokenBudget, speed.SharesIterations);
    }

    /// <summary>Begins with what another is believed to be.</summary>
    public void BeginLike(SpeedCluster other)
    {
        other._unknowns.CopyTo(_expected, 0);
        other._unknowns.CopyTo(_unknowns, 0);
        (_rememberedBudget, _rememberedSharing) = (other.TokenBudget, other.SharesIterations);
    }

    public double ConfidenceAt(double nowSeconds) => Math.Max(
        Aged(_learnedConfidence, nowSeconds - _learnedSeconds),
        Aged(_rememberedConfidence, nowSeconds - _rememberedSeconds));

    /// <summary>Sums up its members anew.</summary>
    public void Refresh(double nowSeconds)
    {
        Sums.Clear();
        var (noise, rows, shares, alone) = (0.0, 0.0, 0, 0);
        TokenBudget = _rememberedBudget;
        foreach (var member in Members)
        {
            Sums.Add(member.Sums);
            noise += member.Sums.Rows * member.Reading.Noise;
            rows += member.Sums.Rows;
            TokenBudget = Math.Max(TokenBudget, member.Reading.LargestStepTokens);
            shares += member.Reading is { Rows: > 0, SharesIterations: true } ? 1 : 0;
            alone += member.Reading is { Rows: > 0, SharesIterations: false } ? 1 : 0;
            _learnedSeconds = Math.Max(_learnedSeconds, member.Reading.LastRowSeconds);
        }

        SharesIterations = shares + alone == 0 ? _rememberedSharing : shares >= alone;
        if (rows <= 0)
            return;
        Noise = noise / rows;
        _learnedConfidence = rows / (rows + RowsForHalf);
        Solve(Sums, _unknowns, nowSeconds);
    }

    /// <summary>What rows say together with what is expected of the class.</summary>
    public void Solve(CostSums sums, Span<double> unknowns, double nowSeconds) => CostFit.Solve(
        sums, _expected, Noise, Aged(_rememberedConfidence, nowSeconds - _rememberedSeconds), unknowns);

    /// <summary>What it is believed to be, in units of the prior.</summary>
    public ReadOnlySpan<double> Unknowns => _unknowns;

    private static double Aged(double confidence, double ageSeconds) =>
        confidence > 0 ? confidence * Math.Pow(0.5, Math.Max(0, ageSeconds) / HalfLifeSeconds) : 0;
}
