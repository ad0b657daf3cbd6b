using TokenAwareBalancer.Experiments.Sources;
using TokenAwareBalancer.Workloads;
using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Experiments.Matrix;

/// <summary>The traces that were given, each recognised, and the requests of workloads made of them.</summary>
internal sealed class MatrixTraces
{
    private readonly Dictionary<TraceKind, string> _paths = [];
    private readonly Dictionary<MatrixWorkload, RequestSource> _opened = [];

    private MatrixTraces()
    {
    }

    public IReadOnlyDictionary<TraceKind, string> Paths => _paths;

    /// <param name="paths">Files, and folders with some; those in a folder that are no traces are passed over.</param>
    /// <exception cref="WorkloadException">
    /// A file is no trace, a folder has none, or two are of one kind; says which.
    /// </exception>
    public static MatrixTraces Find(IEnumerable<string> paths)
    {
        var traces = new MatrixTraces();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                traces.AddFolder(path);
            else
                traces.Add(TraceKind.Recognise(path), path);
        }

        return traces;
    }

    /// <summary>What a workload needs and was not given.</summary>
    public IEnumerable<TraceKind> Missing(MatrixWorkload workload) =>
        workload.Traces.Where(kind => !_paths.ContainsKey(kind));

    /// <summary>Opened once, of however many settings.</summary>
    public RequestSource Open(MatrixWorkload workload)
    {
        if (!_opened.TryGetValue(workload, out var source))
        {
            source = workload.Mix is { } mix
                ? MixText.Parse(mix)
                : TraceSource.Open([.. workload.Traces.Select(kind => _paths[kind])]);
            _opened.Add(workload, source);
        }

        return source;
    }

    private void AddFolder(string folder)
    {
        var found = Files(folder).Where(IsTrace).ToArray();
        if (found.Length == 0)
            throw new WorkloadException($"{folder} has no trace in it: expected a .csv of Azure's or a .jsonl of "
                + "Mooncake's.");
        foreach (var path in found)
            Add(TraceKind.Recognise(path), path);
    }

    private void Add(TraceKind kind, string path)
    {
        if (!_paths.TryAdd(kind, path))
            throw new WorkloadException($"{_paths[kind]} and {path} both look like {kind.Name}: give one of them.");
    }

    private static string[] Files(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder)
                .Where(path => Path.GetExtension(path) is ".csv" or ".jsonl").Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WorkloadException($"{folder} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>By the first line: a trace with a wrong line further on is an error, and not passed over.</summary>
    private static bool IsTrace(string path)
    {
        try
        {
            return LineFile.Read(path, TraceFormat.Recognise).Any();
        }
        catch (WorkloadException)
        {
            return false;
        }
    }
}
