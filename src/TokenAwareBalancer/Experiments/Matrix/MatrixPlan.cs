namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>What to judge, against whom, and in which cells.</summary>
internal sealed record MatrixPlan
{
    /// <summary>Requests of a run that are drawn or shuffled: a matrix of all traces is then some minutes.</summary>
    public const int UsualRequests = 20_000;

    /// <summary>
    /// How old engines' own metrics get, in seconds: what rivals that route by them are published with, and fresher
    /// than proxies usually read them.
    /// </summary>
    public const double UsualScrapePeriodSeconds = 0.05;

    public required string Subject { get; init; }

    public required IReadOnlyList<string> Rivals { get; init; }

    /// <summary>One or more.</summary>
    public required IReadOnlyList<MatrixPart> Parts { get; init; }

    /// <summary>Cells that were asked for, and whose trace was not given.</summary>
    public required IReadOnlyList<MatrixLack> LeftOut { get; init; }

    public int Cells => Parts.Sum(part => part.Plan.Loads.Count);

    public IReadOnlyList<int> Seeds => Parts[0].Plan.Seeds;
}
