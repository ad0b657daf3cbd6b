using System.Text.Json;

namespace TokenAwareBalancer.Persisting;

/// <summary>All that the file holds.</summary>
/// <param name="Format">What kind of file it is.</param>
/// <param name="Version">Of what is around the sections.</param>
/// <param name="SavedAt">When it was written.</param>
/// <param name="Sections">By name; those that nobody knows are not read.</param>
internal sealed record LearnedDocument(
    string Format, int Version, DateTimeOffset SavedAt, IReadOnlyDictionary<string, LearnedDocument.Section> Sections)
{
    public const string TheFormat = "token-aware-balancer learning";
    public const int TheVersion = 1;

    /// <summary>One of them.</summary>
    /// <param name="Version">Of <paramref name="Learned"/>.</param>
    /// <param name="Learned">The section's own.</param>
    internal sealed record Section(int Version, JsonElement Learned);
}
