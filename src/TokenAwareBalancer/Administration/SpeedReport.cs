using System.Text.Json.Nodes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Pacing;

namespace TokenAwareBalancer.Administration;

/// <summary>How fast an engine is believed to be, and how right that has been, as operators read it.</summary>
internal static class SpeedReport
{
    public static JsonObject Of(Backend backend)
    {
        var speed = backend.Watch.Speed;
        var costs = speed.Costs;
        return new JsonObject
        {
            ["class"] = speed.Class,
            ["confidence"] = Math.Round(speed.Confidence, 3),
            ["iterationBaseMs"] = Rounded(costs.BaseMilliseconds),
            ["prefillTokenMs"] = Rounded(costs.PrefillTokenMilliseconds),
            ["streamMs"] = Rounded(costs.StreamMilliseconds),
            ["contextTokenMs"] = Rounded(costs.ContextTokenMilliseconds),
            ["attentionPairMs"] = Rounded(costs.AttentionPairMilliseconds),
            ["tokenBudget"] = speed.TokenBudget,
            ["sharesIterations"] = speed.SharesIterations,
            ["overheadMs"] = Rounded(speed.OverheadMilliseconds),
            ["gapError"] = Of(backend.Watch.GapError),
            ["firstTokenError"] = Of(backend.Watch.FirstTokenError),
        };
    }

    private static JsonObject? Of(ErrorReading error) => error.Observations == 0 ? null : new JsonObject
    {
        ["observations"] = error.Observations,
        ["bias"] = Math.Round(error.Bias, 4),
        ["p50"] = Math.Round(error.Median, 4),
        ["p95"] = Math.Round(error.P95, 4),
    };

    /// <summary>To three digits: costs are of very different sizes.</summary>
    private static double Rounded(double milliseconds) => milliseconds == 0
        ? 0
        : double.Parse(
            milliseconds.ToString("G3", System.Globalization.CultureInfo.InvariantCulture),
            System.Globalization.CultureInfo.InvariantCulture);
}
