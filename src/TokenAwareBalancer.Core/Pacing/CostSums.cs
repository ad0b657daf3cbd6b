using TokenAwareBalancer.Estimating;

namespace TokenAwareBalancer.Pacing;

/// <summary>The sums of a weighted linear regression of times on <see cref="IterationRow"/>, and its solution.</summary>
/// <remarks>
/// <para>
/// In units of <see cref="EngineSpeed.Prior"/>: an unknown of 1 is its cost. That makes all of one size, and the ridge
/// the same for all. The last is what passes around the engine's work. Rows are weighed by the inverse square of what they were expected to take, so that residuals
/// are relative and a long iteration does not outweigh a hundred short ones.
/// </para>
/// <para>
/// Sums of several engines add up to those of all their rows: that is how engines are put into classes and taken out of
/// them without forgetting anything. Not thread-safe.
/// </para>
/// </remarks>
internal sealed class CostSums
{
    internal const int Unknowns = 6;

    /// <summary>Of the overhead, which has no prior: a network within a site and the reading of a request.</summary>
    internal const double OverheadUnitMilliseconds = 5;

    /// <summary>Below a twentieth of the expected, a cost is taken for what noise made of a small one.</summary>
    private const double LeastPart = 0.05;

    private static readonly IterationRow Unit = new(
        EngineSpeed.Prior.Costs.BaseMilliseconds,
        EngineSpeed.Prior.Costs.PrefillTokenMilliseconds,
        EngineSpeed.Prior.Costs.StreamMilliseconds,
        EngineSpeed.Prior.Costs.ContextTokenMilliseconds,
        EngineSpeed.Prior.Costs.AttentionPairMilliseconds,
        OverheadUnitMilliseconds);

    private readonly double[] _products = new double[Unknowns * Unknowns];
    private readonly double[] _moments = new double[Unknowns];

    /// <summary>How many rows they are worth, after forgetting.</summary>
    public double Rows { get; private set; }

    public void Add(in IterationRow row, double milliseconds, double weight)
    {
        Span<double> x = stackalloc double[Unknowns];
        Scale(row, x);
        for (var i = 0; i < Unknowns; i++)
        {
            var weighted = weight * x[i];
            _moments[i] += weighted * milliseconds;
            for (var j = 0; j < Unknowns; j++)
                _products[(i * Unknowns) + j] += weighted * x[j];
        }

        Rows++;
    }

    public void Add(CostSums other, double sign = 1)
    {
        for (var i = 0; i < _products.Length; i++)
            _products[i] += sign * other._products[i];
        for (var i = 0; i < Unknowns; i++)
            _moments[i] += sign * other._moments[i];
        Rows += sign * other.Rows;
    }

    public void Clear() => Fade(0);

    /// <summary>Forgets a part of what has been added.</summary>
    public void Fade(double keep) => Multiply(keep, keep, keep);

    /// <summary>
    /// Takes all rows for those of an engine that is slower by a factor, and forgets a part of them: what changes an
    /// engine's clock changes all its costs alike.
    /// </summary>
    public void Slow(double factor, double keep) => Multiply(keep / (factor * factor), keep / factor, keep);

    /// <summary>
    /// How many times longer its rows took than these costs say: <c>Σ w·y·ŷ / Σ w·ŷ²</c>; NaN without rows.
    /// </summary>
    /// <param name="unknowns">In units of the prior.</param>
    /// <param name="deviation">Of the answer, for residuals of a relative deviation of 1.</param>
    public double RatioTo(ReadOnlySpan<double> unknowns, out double deviation)
    {
        var (moment, square) = (0.0, 0.0);
        for (var i = 0; i < Unknowns; i++)
        {
            moment += unknowns[i] * _moments[i];
            for (var j = 0; j < Unknowns; j++)
                square += unknowns[i] * unknowns[j] * _products[(i * Unknowns) + j];
        }

        deviation = 1 / Math.Sqrt(square);
        return moment / square;
    }

    /// <summary>
    /// The unknowns, each pulled towards what is expected of it. A negative one, which no engine has, is held at a small
    /// part of the expected and the rest solved again.
    /// </summary>
    /// <param name="expected">In units of the prior, above 0.</param>
    /// <param name="strengths">How strongly: inverse squares of relative deviations, in rows.</param>
    /// <param name="unknowns">The solution.</param>
    public void Solve(ReadOnlySpan<double> expected, ReadOnlySpan<double> strengths, Span<double> unknowns)
    {
        Span<double> pull = stackalloc double[Unknowns];
        Span<double> towards = stackalloc double[Unknowns];
        for (var i = 0; i < Unknowns; i++)
            (pull[i], towards[i]) = (strengths[i] / (expected[i] * expected[i]), expected[i]);
        for (var round = 0; round < Unknowns; round++)
        {
            SolveOnce(pull, towards, unknowns);
            var isRight = true;
            for (var i = 0; i < Unknowns; i++)
            {
                if (unknowns[i] >= LeastPart * expected[i] * 0.99)
                    continue;
                towards[i] = LeastPart * expected[i];
                pull[i] = 1e6 * (1 + _products[(i * Unknowns) + i]) / (towards[i] * towards[i]);
                isRight = false;
            }

            if (isRight)
                return;
        }
    }

    public static IterationCosts ToCosts(ReadOnlySpan<double> unknowns) => new(
        unknowns[0] * Unit.Iterations,
        unknowns[1] * Unit.PromptTokens,
        unknowns[2] * Unit.Streams,
        unknowns[3] * Unit.ContextTokens,
        unknowns[4] * Unit.Pairs);

    public static void FromCosts(in IterationCosts costs, Span<double> unknowns)
    {
        unknowns[0] = costs.BaseMilliseconds / Unit.Iterations;
        unknowns[1] = costs.PrefillTokenMilliseconds / Unit.PromptTokens;
        unknowns[2] = costs.StreamMilliseconds / Unit.Streams;
        unknowns[3] = costs.ContextTokenMilliseconds / Unit.ContextTokens;
        unknowns[4] = costs.AttentionPairMilliseconds / Unit.Pairs;
        unknowns[5] = 1;
    }

    private void Multiply(double products, double moments, double rows)
    {
        for (var i = 0; i < _products.Length; i++)
            _products[i] *= products;
        for (var i = 0; i < Unknowns; i++)
            _moments[i] *= moments;
        Rows *= rows;
    }

    private static void Scale(in IterationRow row, Span<double> x)
    {
        x[0] = row.Iterations * Unit.Iterations;
        x[1] = row.PromptTokens * Unit.PromptTokens;
        x[2] = row.Streams * Unit.Streams;
        x[3] = row.ContextTokens * Unit.ContextTokens;
        x[4] = row.Pairs * Unit.Pairs;
        x[5] = row.Overheads * Unit.Overheads;
    }

    /// <summary>Elimination without pivots, which a positive definite matrix does not need.</summary>
    private void SolveOnce(ReadOnlySpan<double> pull, ReadOnlySpan<double> towards, Span<double> unknowns)
    {
        Span<double> matrix = stackalloc double[Unknowns * Unknowns];
        _products.CopyTo(matrix);
        for (var i = 0; i < Unknowns; i++)
        {
            matrix[(i * Unknowns) + i] += pull[i];
            unknowns[i] = _moments[i] + (pull[i] * towards[i]);
        }

        for (var pivot = 0; pivot < Unknowns; pivot++)
        {
            for (var row = pivot + 1; row < Unknowns; row++)
            {
                var factor = matrix[(row * Unknowns) + pivot] / matrix[(pivot * Unknowns) + pivot];
                for (var column = pivot; column < Unknowns; column++)
                    matrix[(row * Unknowns) + column] -= factor * matrix[(pivot * Unknowns) + column];
                unknowns[row] -= factor * unknowns[pivot];
            }
        }

        for (var row = Unknowns - 1; row >= 0; row--)
        {
            for (var column = row + 1; column < Unknowns; column++)
                unknowns[row] -= matrix[(row * Unknowns) + column] * unknowns[column];
            unknowns[row] /= matrix[(row * Unknowns) + row];
        }
    }
}
