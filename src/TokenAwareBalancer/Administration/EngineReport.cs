using System.Text.Json.Nodes;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Administration;

/// <summary>What an engine said of itself, how old that is, and what of it did not come through here.</summary>
internal static class EngineReport
{
    /// <returns>Null while it has said nothing.</returns>
    public static JsonObject? Of(Backend backend, WallClock clock) => backend.Engine is { } state ? new JsonObject
    {
        ["kind"] = state.Engine,
        ["running"] = state.Running,
        ["waiting"] = state.Waiting,
        ["kvUse"] = state.KvUse is { } use ? Math.Round(use, 4) : null,
        ["kvCapacityTokens"] = state.KvCapacityTokens,
        ["slots"] = backend.LearnedMaxConcurrency,
        ["notThroughUs"] = DescribeOthers(state),
        ["scrapedAt"] = clock.At(state.ScrapedAtSeconds),
        ["ageSeconds"] = Math.Round(state.AgeSecondsAt(clock.NowSeconds), 3),
        ["isStale"] = state.IsStaleAt(clock.NowSeconds),
    }
    : null;

    private static JsonObject? DescribeOthers(EngineState state) => state.OtherRequests is { } requests ? new JsonObject
    {
        ["requests"] = requests,
        ["estimatedRunning"] = state.EstimatedOtherRunning,
        ["estimatedWaiting"] = state.EstimatedOtherWaiting,
    }
    : null;
}
