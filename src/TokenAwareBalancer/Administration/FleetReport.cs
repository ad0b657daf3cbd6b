using System.Text.Json.Nodes;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Connecting;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Administration;

/// <summary><c>GET /admin/backends</c>: where the work is, and what is believed of each model.</summary>
internal sealed class FleetReport(
    AdmissionGate gate, BackendConnections connections, NameReport names, WallClock clock)
{
    public JsonObject OfAll()
    {
        var fleet = gate.Fleet;
        var models = fleet.Models.OrderBy(model => model.Name, StringComparer.Ordinal);
        return new JsonObject
        {
            ["policy"] = fleet.AnyModel.Policy.Name,
            ["heldRequests"] = gate.HeldRequests,
            ["backends"] = new JsonArray([.. fleet.Backends.Select(Of)]),
            ["leavingBackends"] = new JsonArray([.. gate.LeavingBackends.Select(DescribeLeaving)]),
            ["discovery"] = names.Describe(),
            ["models"] = new JsonArray([.. models.Select(Describe)]),
        };
    }

    /// <summary>One backend of it.</summary>
    public JsonObject Of(Backend backend)
    {
        var definition = backend.Definition;
        var labels = definition.Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value));
        return new JsonObject
        {
            ["name"] = definition.Name,
            ["url"] = definition.Address.AbsoluteUri,
            ["entry"] = definition.EntryName,
            ["tls"] = definition.Address.Scheme == Uri.UriSchemeHttps ? DescribeTls(definition) : null,
            ["models"] = definition.Models is { } models ? Names(models.Keys.Order(StringComparer.Ordinal)) : null,
            ["weight"] = definition.Weight,
            ["maxConcurrency"] = backend.MaxConcurrencyAt(clock.NowSeconds),
            ["maxConcurrencyFrom"] = SourceOfLimit(backend, clock.NowSeconds),
            ["kv"] = DescribeKv(backend),
            ["loadedModels"] = backend.LoadedModels is { } loaded ? Names(loaded.Order(StringComparer.Ordinal)) : null,
            ["labels"] = new JsonObject(labels),
            ["health"] = HealthReport.Of(backend.Health, clock),
            ["inFlight"] = Describe(backend.Ledger.Read()),
            ["engine"] = EngineReport.Of(backend, clock),
            ["prefixCache"] = PrefixReport.Of(gate.ReadPrefixCache(backend)),
            ["speed"] = SpeedReport.Of(backend),
        };
    }

    private JsonObject DescribeTls(BackendDefinition backend) => new()
    {
        ["ca"] = backend.Tls.AuthorityFile,
        ["serverName"] = backend.Tls.ServerName,
        ["certificate"] = backend.Tls.CertificateFile,
        ["insecure"] = backend.Tls.IsInsecure,
        ["problem"] = connections.ProblemOf(backend),
    };

    private static JsonObject DescribeLeaving(Backend backend) => new()
    {
        ["name"] = backend.Name,
        ["url"] = backend.Definition.Address.AbsoluteUri,
        ["inFlight"] = Describe(backend.Ledger.Read()),
    };

    private static string? SourceOfLimit(Backend backend, double nowSeconds)
    {
        if (backend.Definition.MaxConcurrency is not null)
            return "configuration";
        if (backend.MaxConcurrency is not null)
            return "engine";
        return backend.MaxConcurrencyAt(nowSeconds) is null ? null : "observation";
    }

    private static JsonObject DescribeKv(Backend backend) => new()
    {
        ["estimatedNeedTokens"] = (long)Math.Ceiling(KvGuard.EstimateNeedTokens(backend.Ledger.Read())),
        ["capacityTokens"] = backend.KvCapacityTokens,
        ["capacityFrom"] = backend.Definition.KvTokens is not null ? "configuration"
            : backend.KvCapacityTokens is null ? null
            : "engine",
    };

    private static JsonObject Describe(LedgerEntry inFlight) => new()
    {
        ["requests"] = inFlight.Requests,
        ["prefillTokens"] = inFlight.PrefillTokens,
        ["decodeTokens"] = inFlight.DecodeTokens,
        ["kvTokens"] = inFlight.KvTokens,
        ["promptTokens"] = inFlight.PromptTokens,
    };

    private static JsonObject Describe(ServedModel model) => new()
    {
        ["name"] = model.Name,
        ["tokenizer"] = model.TokenCounter?.Name,
        ["tokenizerFrom"] = CountingReport.WordOf(model.Definition.TokenCounterFrom),
        ["drift"] = CountingReport.OfDrift(model.Beliefs),
        ["backends"] = Names(model.Backends.Select(backend => backend.Name)),
        ["estimatedBytesPerToken"] = Math.Round(model.Beliefs.BytesPerToken, 3),
        ["estimates"] = CountingReport.OfScripts(model.Beliefs),
        ["estimatedOutputTokens"] = Math.Round(model.Beliefs.MeanOutputTokens, 1),
        ["outputEstimates"] = OutputReport.Of(model.Beliefs),
    };

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];
}
