using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Starting;

namespace TokenAwareBalancer.Commands;

/// <summary>What <c>serve</c> does where no file says which backends there are: looks for them, and says so.</summary>
internal static class FilelessStart
{
    private const string Name = "what was found";

    /// <returns>The options, or errors; null when nothing was found, which has been said.</returns>
    public static async Task<ConfigurationResult?> LoadAsync(
        EngineSearch search,
        IReadOnlyList<ConfigurationOverride> overrides,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        var found = await search.RunAsync(cancellationToken);
        if (found.Errors.Count > 0)
            return ConfigurationResult.Invalid(found.Errors);
        if (found.Backends.Count == 0)
        {
            WriteNothing(found, error);
            return null;
        }

        new SearchReport(found).WriteFound(output);
        var result = ConfigurationLoader.LoadText(
            FoundConfiguration.Write(found.Backends), found.IsListed ? BackendList.Variable : Name, overrides,
            ConfigurationVocabulary.Shipped, Environment.GetEnvironmentVariable);
        // Nobody sees the text, so that its lines would only confuse.
        return result.Options is null
            ? ConfigurationResult.Invalid(result.Errors.Select(fault => fault with { Line = null, Column = null }))
            : result;
    }

    private static void WriteNothing(SearchResult found, TextWriter error)
    {
        error.WriteLine($"No backend: there is no {ConfigurationArguments.DefaultFile}, {BackendList.Variable} is not "
            + "set, and no engine answers on the usual ports of this machine:");
        new SearchReport(found).WriteTried(error);
        error.WriteLine($"""
            Name yours in a file (`balancer init` writes one to begin with; --config names another) or in
            {BackendList.Variable}=http://host:8000,http://host:8001. To try without an engine, `balancer engine --port
            8000` simulates one, and `balancer demo` a fleet of them with a balancer in front.
            """);
    }
}
