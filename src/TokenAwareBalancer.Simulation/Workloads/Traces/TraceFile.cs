namespace TokenAwareBalancer.Workloads.Traces;

/// <summary>A trace on disk: checked when it is opened, read again each time its requests are wanted.</summary>
/// <remarks>Nothing of it is held, unless it is out of order: then its numbers are, to sort them.</remarks>
internal sealed class TraceFile
{
    private readonly string _path;

    private TraceFile(string path, TraceFormat format, TraceSummary summary)
    {
        _path = path;
        FormatName = format.Name;
        Summary = summary;
    }

    /// <summary>Whose format it is in.</summary>
    public string FormatName { get; }

    public TraceSummary Summary { get; }

    /// <summary>Reads the trace once, and checks each line.</summary>
    /// <exception cref="WorkloadException">It cannot be read, a line is wrong, or it is empty.</exception>
    public static TraceFile Open(string path)
    {
        TraceFormat? format = null;
        var summary = new TraceSummary();
        foreach (var request in LineFile.Read(path, line => (format ??= TraceFormat.Recognise(line)).Parse(line)))
            summary.Add(request);
        return format is not null && summary.Count > 0
            ? new TraceFile(path, format, summary)
            : throw new WorkloadException($"{path} holds no request.");
    }

    /// <summary>The requests in order of their arrival, the first at 0.</summary>
    /// <exception cref="WorkloadException">The file has changed, and is not a trace any more.</exception>
    public IEnumerable<TraceRequest> Read()
    {
        TraceFormat? format = null;
        var requests = LineFile.Read(_path, line => (format ??= TraceFormat.Recognise(line)).Parse(line))
            .OfType<TraceRequest>();
        var ordered = Summary.IsInOrder ? requests : requests.OrderBy(request => request.ArrivalSeconds);
        return ordered.Select(request => request with
        {
            ArrivalSeconds = request.ArrivalSeconds - Summary.FirstArrivalSeconds,
        });
    }
}
