using System.Diagnostics;
using System.Text.Json;

namespace TokenAwareBalancer.Node;

/// <summary>Runs one of the scripts as a process of its own.</summary>
internal static class NodeScript
{
    /// <summary>A check may take 15 seconds; all of a script take about 5 where nothing is wrong.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a script of checks to its end, or ends it.</summary>
    public static async Task<NodeRun> RunAsync(string script, IReadOnlyDictionary<string, string> environment)
    {
        var (checks, ending) = await RunAsync<NodeCheck>(script, environment);
        return new NodeRun(checks, ending);
    }

    /// <summary>Runs a script that prints a line of JSON for each of its results to its end, or ends it.</summary>
    public static async Task<(IReadOnlyList<T> Results, string Ending)> RunAsync<T>(
        string script, IReadOnlyDictionary<string, string> environment)
    {
        using var node = Start($"{script}.mjs", environment);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var errors = node.StandardError.ReadToEndAsync(CancellationToken.None);
        var results = new List<T>();
        var ending = "It was ended, because it did not end by itself.";
        try
        {
            while (await node.StandardOutput.ReadLineAsync(limit.Token) is { } line)
                results.Add(JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!);
            await node.WaitForExitAsync(limit.Token);
            ending = $"Exit code {node.ExitCode}.";
        }
        catch (OperationCanceledException)
        {
            // What it has reported until now counts.
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
        return (results, $"{ending} {await errors}");
    }

    private static Process Start(string file, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("node", [file])
        {
            WorkingDirectory = NodeSetup.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
