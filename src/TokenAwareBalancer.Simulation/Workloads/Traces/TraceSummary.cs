namespace TokenAwareBalancer.Workloads.Traces;

/// <summary>What can be said of a trace after one reading.</summary>
internal sealed class TraceSummary
{
    private double _lastReadSeconds = double.NegativeInfinity;
    private double _lastArrivalSeconds = double.NegativeInfinity;
    private long _promptTokens;
    private long _outputTokens;

    public int Count { get; private set; }

    /// <summary>Whether no request is earlier than the one before it.</summary>
    public bool IsInOrder { get; private set; } = true;

    /// <summary>The earliest time in the file, by the file's clock.</summary>
    public double FirstArrivalSeconds { get; private set; } = double.PositiveInfinity;

    /// <summary>From the first arrival to the last.</summary>
    public double DurationSeconds => _lastArrivalSeconds - FirstArrivalSeconds;

    public double MeanPromptTokens => (double)_promptTokens / Count;

    public double MeanOutputTokens => (double)_outputTokens / Count;

    /// <summary>Infinite when all arrive at once.</summary>
    public double RequestsPerSecond => DurationSeconds > 0 ? (Count - 1) / DurationSeconds : double.PositiveInfinity;

    public void Add(TraceRequest? request)
    {
        if (request is null)
            return;
        Count++;
        _promptTokens += request.PromptTokens;
        _outputTokens += request.OutputTokens;
        IsInOrder &= request.ArrivalSeconds >= _lastReadSeconds;
        _lastReadSeconds = request.ArrivalSeconds;
        FirstArrivalSeconds = Math.Min(FirstArrivalSeconds, request.ArrivalSeconds);
        _lastArrivalSeconds = Math.Max(_lastArrivalSeconds, request.ArrivalSeconds);
    }
}
