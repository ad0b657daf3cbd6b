using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Understanding;
using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Simulating;

/// <summary>Goes through requests one by one: what is expected of each, then what came, which is learned.</summary>
internal sealed class LengthReplay(ModelBeliefs beliefs)
{
    /// <summary>What the estimates are compared with: one mean that forgets as slowly as beliefs do.</summary>
    private readonly DecayingMean _plainMean = new(ModelBeliefs.PriorOutputTokens, priorWeight: 1, 200);

    public Seen Run(IEnumerable<TraceRequest> requests, string? tenant = null, int? capTokens = null)
    {
        var seen = new Seen();
        foreach (var request in requests)
            Step(request, tenant, capTokens, seen);
        return seen;
    }

    public void Step(TraceRequest request, string? tenant, int? capTokens, Seen seen)
    {
        var profile = new RequestProfile(
            new RequestOutline { Completions = 1, MaxOutputTokens = capTokens },
            "m",
            new PromptCount(request.PromptTokens, IsExact: true, TextBytes: 0, FormatTokens: 0))
        { Tenant = tenant };
        var outputTokens = Math.Min(request.OutputTokens, capTokens ?? int.MaxValue);
        var estimate = WorkEstimator.Estimate(profile, beliefs, request.ArrivalSeconds);
        seen.Add(estimate, Math.Min(_plainMean.Value, capTokens ?? double.MaxValue), outputTokens);
        OutcomeLearner.Learn(
            profile, new Outcome(OutcomeKind.Completed, 200, null, outputTokens, null, 1), beliefs, "b", estimate,
            request.ArrivalSeconds);
        _plainMean.Observe(outputTokens);
    }

    /// <summary>Sums over the answers of a replay.</summary>
    internal sealed class Seen
    {
        private long _count, _judged50, _within50, _within90;
        private double _sum, _squares, _error, _squaredError, _plainError, _plainSquaredError;

        public long JudgedOfP90 { get; private set; }

        public double CoverageOfP50 => (double)_within50 / _judged50;

        public double CoverageOfP90 => (double)_within90 / JudgedOfP90;

        public double MeanAbsoluteErrorTokens => _error / _count;

        public double MeanAbsoluteErrorTokensOfPlainMean => _plainError / _count;

        /// <summary>R².</summary>
        public double ExplainedPart => 1 - (_squaredError / Spread);

        public double ExplainedPartOfPlainMean => 1 - (_plainSquaredError / Spread);

        private double Spread => _squares - (_sum * _sum / _count);

        public void Add(in WorkEstimate estimate, double plainMean, long outputTokens)
        {
            _count++;
            _sum += outputTokens;
            _squares += (double)outputTokens * outputTokens;
            var error = estimate.EstimatedOutputTokens - (double)outputTokens;
            (_error, _squaredError) = (_error + Math.Abs(error), _squaredError + (error * error));
            var plainError = plainMean - outputTokens;
            (_plainError, _plainSquaredError) = (_plainError + Math.Abs(plainError), _plainSquaredError + (plainError * plainError));
            // A quantile that the limit has cut cannot be exceeded.
            if (estimate.EstimatedOutputTokensP50 < estimate.OutputLimitTokens)
            {
                _judged50++;
                _within50 += outputTokens <= estimate.EstimatedOutputTokensP50 ? 1 : 0;
            }

            if (estimate.EstimatedOutputTokensP90 < estimate.OutputLimitTokens)
            {
                JudgedOfP90++;
                _within90 += outputTokens <= estimate.EstimatedOutputTokensP90 ? 1 : 0;
            }
        }
    }
}
