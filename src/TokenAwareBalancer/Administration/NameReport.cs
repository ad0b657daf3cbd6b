using System.Globalization;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Administration;

/// <summary>What DNS says of the entries that stand for several backends.</summary>
internal sealed class NameReport(ConfigurationInForce configuration, KnownNames known)
{
    /// <summary>For operators.</summary>
    public JsonArray Describe() => [.. Entries().Select(named => Describe(named.Entry, named.Question))];

    /// <summary>For the metrics.</summary>
    public IEnumerable<NameState> Read() => Entries().Select(named =>
    {
        var reading = known.Of(named.Question);
        return new NameState(named.Entry.Name, reading.Places.Count, reading.Error is not null,
            reading.Successes, reading.Failures);
    });

    private IEnumerable<(BackendOptions Entry, NameQuestion Question)> Entries() =>
        configuration.Current.Options.Backends
            .Select(entry => (Entry: entry, Question: NameQuestion.Of(entry)))
            .Where(named => named.Question is not null)
            .Select(named => (named.Entry, named.Question!.Value));

    private JsonObject Describe(BackendOptions entry, NameQuestion question)
    {
        var reading = known.Of(question);
        return new JsonObject
        {
            ["entry"] = entry.Name,
            ["name"] = question.Host,
            ["kind"] = question.Kind == DiscoveryKind.Services ? "services" : "addresses",
            ["lastSuccess"] = Text(reading.SucceededAt),
            ["lastError"] = reading.Error,
            ["lastErrorAt"] = Text(reading.FailedAt),
            ["places"] = new JsonArray([.. reading.Places.Select(place => JsonValue.Create(Text(place)))]),
        };
    }

    private static string Text(FoundPlace place) => place.Port is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"{place.Host}:{port}")
        : place.Host;

    private static string? Text(DateTimeOffset? time) =>
        time?.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
