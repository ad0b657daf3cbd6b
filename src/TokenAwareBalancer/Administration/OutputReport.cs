using System.Text.Json.Nodes;
using TokenAwareBalancer.Learning;

namespace TokenAwareBalancer.Administration;

/// <summary>How right the estimates of a model's output have been, as operators read it.</summary>
internal static class OutputReport
{
    /// <summary>Null before any has been compared.</summary>
    public static JsonObject? Of(ModelBeliefs beliefs)
    {
        var errors = beliefs.OutputErrors;
        return errors.Observations == 0 ? null : new JsonObject
        {
            ["coverageOfP50"] = Math.Round(errors.CoverageOfP50, 3),
            ["coverageOfP90"] = Math.Round(errors.CoverageOfP90, 3),
            ["meanAbsoluteErrorTokens"] = Math.Round(errors.MeanAbsoluteErrorTokens, 1),
            ["relativeError"] = Math.Round(errors.RelativeError, 3),
            ["observations"] = errors.Observations,
            ["groups"] = beliefs.LengthGroups,
        };
    }
}
