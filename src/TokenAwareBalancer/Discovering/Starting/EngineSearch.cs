using TokenAwareBalancer.Discovering.Engines;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>Looks for engines where no file says which there are.</summary>
/// <remarks>
/// <c>BALANCER_BACKENDS</c>, when it is set and not empty, is the list, and the usual ports are left alone. All
/// addresses are asked at once, and all are done within <see cref="EngineClient.AnswerLimit"/>.
/// </remarks>
internal sealed class EngineSearch
{
    private readonly IReadOnlyList<SoughtEngine> _usualPlaces;
    private readonly Func<string, string?> _environment;

    /// <param name="usualPlaces">Where to look when nobody names engines.</param>
    /// <param name="environment">The value of a variable, null when it is not set.</param>
    public EngineSearch(IReadOnlyList<SoughtEngine> usualPlaces, Func<string, string?> environment)
    {
        _usualPlaces = usualPlaces;
        _environment = environment;
    }

    public static EngineSearch OfThisMachine { get; } =
        new(SoughtEngine.OnUsualPorts, Environment.GetEnvironmentVariable);

    public bool IsListSet => BackendList.IsSet(_environment(BackendList.Variable));

    public async Task<SearchResult> RunAsync(CancellationToken cancellationToken)
    {
        var list = IsListSet ? BackendList.Parse(_environment(BackendList.Variable)!) : null;
        if (list is { Errors.Count: > 0 })
            return SearchResult.Invalid(list.Errors);
        var sought = list?.Engines ?? _usualPlaces;
        var findings = await IdentifyAsync(sought, cancellationToken);
        return new SearchResult(
            list is not null, [.. sought.Zip(findings, (engine, found) => new Place(engine, found))]);
    }

    private static async Task<EngineFinding[]> IdentifyAsync(
        IEnumerable<SoughtEngine> sought, CancellationToken cancellationToken)
    {
        using var client = new EngineClient(EngineClient.AnswerLimit);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EngineClient.AnswerLimit);
        var identifier = new EngineIdentifier(client);
        var findings = await Task.WhenAll(
            sought.Select(engine => identifier.IdentifyAsync(engine.Address, limit.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return findings;
    }
}
