using System.Text.Json;
using System.Text.Json.Nodes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Learning;
using TokenAwareBalancer.Observing.Metrics;
using TokenAwareBalancer.Understanding.Counting;

namespace TokenAwareBalancer.Administration;

/// <summary>How a model's prompts are counted, and how right that has been, as operators read it.</summary>
internal static class CountingReport
{
    /// <summary>How the engines' counts differ from the tokenizer's; null before any has been compared.</summary>
    public static JsonObject? OfDrift(ModelBeliefs beliefs)
    {
        var belief = beliefs.Drift.Belief;
        if (belief.Observations == 0)
            return null;
        var report = Of(belief);
        report["overheadTokens"] = Math.Round(belief.OverheadTokens, 1);
        report["tokensPerMessage"] = Math.Round(belief.TokensPerMessage, 2);
        report["relativeError"] = Math.Round(belief.RelativeError, 4);
        report["backends"] = new JsonObject(beliefs.DriftOfBackends
            .OrderBy(backend => backend.Key, StringComparer.Ordinal)
            .Select(backend => KeyValuePair.Create<string, JsonNode?>(backend.Key, Of(backend.Value))));
        return report;
    }

    /// <summary>Estimates from bytes, by the class of the text; only those that were compared.</summary>
    public static JsonObject OfScripts(ModelBeliefs beliefs) => new(
        Enum.GetValues<ScriptClass>()
            .Where(script => beliefs.OfScript(script).Observations > 0)
            .Select(script => KeyValuePair.Create<string, JsonNode?>(
                CountingGauges.WordOf(script), Of(beliefs.OfScript(script)))));

    public static string WordOf(TokenizerOrigin source) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{source}");

    private static JsonObject Of(DriftBelief belief) => new()
    {
        ["factor"] = Math.Round(belief.Factor, 4),
        ["factorDeviation"] = Math.Round(belief.FactorDeviation, 4),
        ["observations"] = belief.Observations,
    };

    private static JsonObject Of(BackendDrift drift)
    {
        var report = Of(drift.Drift.Belief);
        report["state"] = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{drift.State}");
        return report;
    }

    private static JsonObject Of(ScriptBelief belief) => new()
    {
        ["bytesPerToken"] = Math.Round(belief.BytesPerToken, 3),
        ["relativeError"] = Math.Round(belief.RelativeError, 3),
        ["relativeBias"] = Math.Round(belief.RelativeBias, 3),
        ["observations"] = belief.Observations,
    };
}
