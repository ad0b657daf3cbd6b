using System.Globalization;
using TokenAwareBalancer.Discovering.Engines;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>Tells people what a search came to.</summary>
internal sealed class SearchReport
{
    private const int MostModelsShown = 3;

    private readonly SearchResult _result;

    public SearchReport(SearchResult result) => _result = result;

    /// <summary>What is served, under which names, and what was left out and why.</summary>
    public void WriteFound(TextWriter output)
    {
        output.WriteLine(_result.IsListed
            ? $"The backends are those of {BackendList.Variable}:"
            : "Found on the usual ports of this machine:");
        var nameWidth = _result.Backends.Max(backend => backend.Name.Length);
        var urlWidth = _result.Backends.Max(backend => backend.Url.Length);
        foreach (var backend in _result.Backends)
            output.WriteLine(
                $"  {backend.Name.PadRight(nameWidth)}  {backend.Url.PadRight(urlWidth)}  {Describe(backend)}");
        // That nobody listens on the port of an engine that one does not have is no news.
        foreach (var place in _result.Rejected.Where(place => place.Found.Kind != FindingKind.Refused))
            output.WriteLine($"  not adopted: {place.Sought.Url} {place.Found.Words}");
        WriteNotes(output);
    }

    /// <summary>Every address that was tried, and what happened there.</summary>
    public void WriteTried(TextWriter output)
    {
        var width = _result.Places.Max(place => place.Sought.Url.Length);
        foreach (var (sought, found) in _result.Places)
        {
            var usual = sought.UsuallyThere is { } kind ? $" (the usual port of {kind.Name})" : "";
            output.WriteLine($"  {sought.Url.PadRight(width)}  {found.Words}{usual}");
        }
    }

    private void WriteNotes(TextWriter output)
    {
        var exact = FoundModels.WithTokenizer(_result.Backends).Select(known => known.Model).ToHashSet();
        if (FoundModels.Names(_result.Backends).Any(model => !exact.Contains(model)))
            output.WriteLine("Prompts are counted by estimates, which learn from answers, until a file names a model's "
                + "tokenizer. `balancer init` writes a file.");
        if (_result.Backends.Any(backend => backend.Engine is null))
            output.WriteLine("A backend whose models are not known is taken to serve any model, until the next start.");
    }

    private static string Describe(FoundBackend backend)
    {
        if (backend.Engine is not { } engine)
            return backend.Place.Found.Words + ", served all the same";
        var slots = engine.Slots is { } requests
            ? string.Create(CultureInfo.InvariantCulture, $", {requests} at once")
            : "";
        return $"{engine.Kind.Name}{slots}: {Shorten(engine.Models)}";
    }

    private static string Shorten(IReadOnlyList<string> models)
    {
        var shown = string.Join(", ", models.Take(MostModelsShown));
        return models.Count <= MostModelsShown ? shown : $"{shown} and {models.Count - MostModelsShown} more";
    }
}
