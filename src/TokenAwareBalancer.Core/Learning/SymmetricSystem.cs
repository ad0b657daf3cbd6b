namespace TokenAwareBalancer.Learning;

/// <summary>The sums of a weighted linear regression with three unknowns, and its solution.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class SymmetricSystem
{
    private double _aa, _ab, _ac, _bb, _bc, _cc;
    private double _ay, _by, _cy;

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
}
