using System.Globalization;
using TokenAwareBalancer.Workloads.Bodies;

namespace TokenAwareBalancer.Workloads.Traces;

/// <summary>The requests of a trace, with texts of our own.</summary>
internal sealed class TraceWorkload : IWorkload
{
    private readonly TraceFile _trace;
    private readonly RequestTemplate _template;
    private readonly bool _isShuffled;

    /// <param name="name">What a report calls it.</param>
    /// <param name="trace">Its lengths and times.</param>
    /// <param name="shape">What to make of it.</param>
    /// <param name="isShuffled">
    /// Whether its requests come in an order drawn by the seed, without times: the first of a trace are rarely like
    /// all of it.
    /// </param>
    public TraceWorkload(string name, TraceFile trace, RequestShape shape, bool isShuffled = false)
    {
        _isShuffled = isShuffled;
        _trace = trace;
        _template = new RequestTemplate(shape);
        var summary = trace.Summary;
        MeanTokens = (summary.MeanPromptTokens, shape.MeanOutputTokens(summary.MeanOutputTokens));
        Description = string.Create(CultureInfo.InvariantCulture, $"{name} ({trace.FormatName}): "
            + $"{summary.Count:#,0} requests over {summary.DurationSeconds:#,0} s; "
            + $"{MeanTokens.PromptTokens:#,0} prompt tokens on average, {MeanTokens.OutputTokens:#,0} of answer; "
            + $"{(isShuffled ? "in random order; " : "")}{shape.Description}");
    }

    public string Description { get; }

    public int? Count => _trace.Summary.Count;

    public (double PromptTokens, double OutputTokens) MeanTokens { get; }

    public double? OwnRatePerSecond => _isShuffled ? null : _trace.Summary.RequestsPerSecond;

    public IEnumerable<PlannedRequest> Plan(int seed, int textSeed) =>
        Order(seed).Select((request, index) => Create(request, textSeed, index));

    private IEnumerable<TraceRequest> Order(int seed)
    {
        if (!_isShuffled)
            return _trace.Read();
        var requests = _trace.Read().ToArray();
        var random = new SeededRandom(seed);
        for (var last = requests.Length - 1; last > 0; last--)
        {
            var other = random.NextInteger(0, last);
            (requests[last], requests[other]) = (requests[other], requests[last]);
        }

        return requests;
    }

    // No engine takes an empty prompt or answers with no token at all: 0 becomes 1.
    private PlannedRequest Create(TraceRequest request, int textSeed, int index)
    {
        var prompt = new PromptContent(Math.Max(1, request.PromptTokens), textSeed, index) { BlockIds = request.BlockIds };
        return _template.Create(prompt, Math.Max(1, request.OutputTokens)) with
        {
            ArrivalSeconds = _isShuffled ? 0 : request.ArrivalSeconds,
        };
    }
}
