using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Engines;

namespace TokenAwareBalancer.Discovering.Starting;

/// <summary>What a search came to.</summary>
/// <param name="IsListed">Whether somebody named the addresses: then they are served whatever is there now.</param>
/// <param name="Places">Every address that was tried.</param>
internal sealed record SearchResult(bool IsListed, IReadOnlyList<Place> Places)
{
    /// <summary>What is wrong with the list of addresses; with errors nothing is adopted.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; private init; } =
    [
        .. Places.Where(place => IsListed && place.Found.Kind == FindingKind.Balancer).Select(place =>
            BackendList.Error(place.Sought.Url, place.Found.Words, "the addresses of engines")),
    ];

    /// <summary>What is to be served, with names of its own.</summary>
    public IReadOnlyList<FoundBackend> Backends => field ??= FoundBackend.NameAll(Adopted);

    /// <summary>What is not served.</summary>
    public IEnumerable<Place> Rejected => Places.Except(Adopted);

    private IEnumerable<Place> Adopted =>
        Errors.Count > 0 ? [] : Places.Where(place => IsListed || place.Found.Kind == FindingKind.Engine);

    public static SearchResult Invalid(IReadOnlyList<ConfigurationError> errors) => new(true, []) { Errors = errors };
}
