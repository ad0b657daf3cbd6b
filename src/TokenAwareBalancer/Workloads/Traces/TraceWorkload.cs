using System.Globalization;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Traces;

/// <summary>The requests of a trace, with texts of our own.</summary>
internal sealed class TraceWorkload : IWorkload
{
    private readonly TraceFile _trace;
    private readonly RequestTemplate _template;

    /// <param name="name">What a report calls it.</param>
    /// <param name="trace">Its lengths and times.</param>
    /// <param name="shape">What to make of it.</param>
    public TraceWorkload(string name, TraceFile trace, RequestShape shape)
    {
        _trace = trace;
        _template = new RequestTemplate(shape);
        var summary = trace.Summary;
        MeanTokens = (summary.MeanPromptTokens, shape.MeanOutputTokens(summary.MeanOutputTokens));
        Description = string.Create(CultureInfo.InvariantCulture, $"{name} ({trace.FormatName}): "
            + $"{summary.Count:#,0} requests over {summary.DurationSeconds:#,0} s; "
            + $"{MeanTokens.PromptTokens:#,0} prompt tokens on average, {MeanTokens.OutputTokens:#,0} of answer; "
            + $"{shape.Description}");
    }

    public string Description { get; }

    public int? Count => _trace.Summary.Count;

    public (double PromptTokens, double OutputTokens) MeanTokens { get; }

    public double? OwnRatePerSecond => _trace.Summary.RequestsPerSecond;

    public IEnumerable<PlannedRequest> Plan(int seed) =>
        _trace.Read().Select((request, index) => Create(request, seed, index));

    // No engine takes an empty prompt or answers with no token at all: 0 becomes 1.
    private PlannedRequest Create(TraceRequest request, int seed, int index)
    {
        var prompt = new PromptContent(Math.Max(1, request.PromptTokens), seed, index) { BlockIds = request.BlockIds };
        return _template.Create(prompt, Math.Max(1, request.OutputTokens)) with
        {
            ArrivalSeconds = request.ArrivalSeconds,
        };
    }
}
