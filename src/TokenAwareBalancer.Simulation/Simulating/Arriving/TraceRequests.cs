using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Simulating.Arriving;

/// <summary>Makes requests of a simulation from a trace.</summary>
internal static class TraceRequests
{
    /// <summary>All of a trace, at their own times.</summary>
    /// <exception cref="Workloads.WorkloadException">The file cannot be read.</exception>
    public static SimulatedRequest[] Read(string path) => [.. TraceFile.Open(path).Read().Select(Create)];

    // No engine takes an empty prompt or answers with no token at all: 0 becomes 1.
    private static SimulatedRequest Create(TraceRequest request) =>
        new(request.ArrivalSeconds, Math.Max(1, request.PromptTokens), Math.Max(1, request.OutputTokens))
        {
            BlockIds = request.BlockIds,
        };
}
