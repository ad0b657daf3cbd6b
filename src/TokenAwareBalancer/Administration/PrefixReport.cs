using System.Text.Json.Nodes;
using TokenAwareBalancer.Prefixes;

namespace TokenAwareBalancer.Administration;

/// <summary>What a backend's prefix cache is believed to hold, and how right that has been.</summary>
internal static class PrefixReport
{
    public static JsonObject Of(in PrefixCacheReading reading) => new()
    {
        ["estimatedTokens"] = reading.BelievedTokens,
        ["estimatedCapacityTokens"] = reading.CapacityTokens,
        ["beginnings"] = reading.Beginnings,
        ["trust"] = Math.Round(reading.Trust, 3),
        ["answers"] = reading.Answers,
        ["promptTokens"] = reading.PromptTokens,
        ["estimatedHitTokens"] = reading.PredictedTokens,
        ["observedHitTokens"] = reading.ObservedTokens,
        ["estimatedHitShare"] = Round(reading.PredictedShare, 4),
        ["observedHitShare"] = Round(reading.ObservedShare, 4),
        ["biasTokens"] = Round(reading.BiasTokens, 1),
        ["meanErrorTokens"] = Round(reading.MeanErrorTokens, 1),
    };

    private static double? Round(double? number, int digits) => number is { } value ? Math.Round(value, digits) : null;
}
