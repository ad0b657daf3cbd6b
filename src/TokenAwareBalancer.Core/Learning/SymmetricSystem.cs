namespace TokenAwareBalancer.Learning;

/// <summary>The sums of a weighted linear regression with three unknowns, and its solution.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class SymmetricSystem
{
    private double _aa, _ab, _ac, _bb, _bc, _cc;
    private double _ay, _by, _cy;

    /// <summary>All that has been added, as far as it is not forgotten: the matrix by rows, then the right side.</summary>
    public double[] Sums
    {
        get => [_aa, _ab, _ac, _bb, _bc, _cc, _ay, _by, _cy];
        set
        {
            (_aa, _ab, _ac) = (value[0], value[1], value[2]);
            (_bb, _bc, _cc) = (value[3], value[4], value[5]);
            (_ay, _by, _cy) = (value[6], value[7], value[8]);
        }
    }

    /// <summary>Whether a sum of squares can have these values: else solving it would divide by nothing.</summary>
    public static bool IsPossible(IReadOnlyList<double> sums) =>
        sums.Count == 9
        && sums.All(sum => Math.Abs(sum) < 1e30)
        && sums[0] >= 0 && sums[3] >= 0 && sums[5] >= 0
        && IsSquare(sums[1], sums[0], sums[3])
        && IsSquare(sums[2], sums[0], sums[5])
        && IsSquare(sums[4], sums[3], sums[5]);

    /// <summary>Forgets a part of what has been added.</summary>
    public void Fade(double keep)
    {
        (_aa, _ab, _ac) = (_aa * keep, _ab * keep, _ac * keep);
        (_bb, _bc, _cc) = (_bb * keep, _bc * keep, _cc * keep);
        (_ay, _by, _cy) = (_ay * keep, _by * keep, _cy * keep);
    }

    /// <summary>Adds one observation of <c>y = a·A + b·B + c·C</c>.</summary>
    public void Add(double a, double b, double c, double y, double weight)
    {
        (_aa, _ab, _ac) = (_aa + (weight * a * a), _ab + (weight * a * b), _ac + (weight * a * c));
        (_bb, _bc, _cc) = (_bb + (weight * b * b), _bc + (weight * b * c), _cc + (weight * c * c));
        (_ay, _by, _cy) = (_ay + (weight * a * y), _by + (weight * b * y), _cy + (weight * c * y));
    }

    /// <summary>
    /// The unknowns, each with a prior around 0 of the given precision, above 0, and the variance of the last. By
    /// elimination without pivots, which a positive definite matrix does not need.
    /// </summary>
    public (double A, double B, double C, double VarianceOfC) Solve(
        double precisionOfA, double precisionOfB, double precisionOfC)
    {
        var aa = _aa + precisionOfA;
        var bb = _bb + precisionOfB - (_ab * _ab / aa);
        var bc = _bc - (_ab * _ac / aa);
        var by = _by - (_ab * _ay / aa);
        var cc = _cc + precisionOfC - (_ac * _ac / aa) - (bc * bc / bb);
        var cy = _cy - (_ac * _ay / aa) - (bc * by / bb);
        var c = cy / cc;
        var b = (by - (bc * c)) / bb;
        var a = (_ay - (_ab * b) - (_ac * c)) / aa;
        return (a, b, c, 1 / cc);
    }

    // Cauchy and Schwarz, and a little for rounding.
    private static bool IsSquare(double product, double left, double right) =>
        product * product <= left * right * (1 + 1e-6);
}
