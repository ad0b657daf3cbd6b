using System.Globalization;

namespace TokenAwareBalancer.Restarts;

/// <summary>The numbers of one run, on the test's output.</summary>
internal static class RestartSummary
{
    public static void Tell(
        IReadOnlyList<Kill> kills,
        IReadOnlyList<StreamReport> reports,
        IReadOnlyDictionary<string, int> tries,
        IReadOnlyList<HealthLine> transitions)
    {
        foreach (var client in reports.GroupBy(report => report.Client).OrderBy(client => client.Key))
            TellClient(client.Key, [.. client]);
        Write($"{tries.Values.Sum()} tries for {reports.Count} requests: "
            + string.Join(", ", tries.Select(result => $"{result.Value} {result.Key}")));
        foreach (var (backend, downtime, silence) in kills)
        {
            Write(string.Create(CultureInfo.InvariantCulture,
                $"{backend} down for {downtime.TotalSeconds} s, answered {silence.TotalSeconds:0.00} s later"));
        }
        foreach (var (step, times) in transitions.CountBy(line => line).OrderBy(step => $"{step.Key}"))
            Write($"{times} x {step.Backend} was {step.From} and is {step.To} ({step.Reason})");
    }

    private static void TellClient(string name, StreamReport[] reports)
    {
        var failed = reports.Where(report => report.HasFailed).ToArray();
        Write($"{name}: {reports.Length} streams, {failed.Count(report => report.Pieces > 0)} broke off after content, "
            + $"{failed.Count(report => report.Pieces == 0)} failed before any");
        foreach (var (ending, times) in failed.CountBy(report => (report.ErrorCode, report.Error)))
            Write($"    {times} x {ending.ErrorCode}: {ending.Error ?? "the client threw nothing"}");
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
