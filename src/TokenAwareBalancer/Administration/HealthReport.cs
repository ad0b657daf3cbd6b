using System.Text.Json.Nodes;
using TokenAwareBalancer.Health;

namespace TokenAwareBalancer.Administration;

/// <summary>A backend's health as operators read it: times of day, and the words of the metrics.</summary>
internal static class HealthReport
{
    public static JsonObject Of(BackendHealth health, WallClock clock)
    {
        var nowSeconds = clock.NowSeconds;
        var reading = health.Read(nowSeconds);
        return new JsonObject
        {
            ["state"] = HealthJournal.WordOf(reading.State),
            ["reason"] = HealthJournal.WordOf(reading.Reason),
            ["since"] = reading.Reason == HealthReason.New ? null : JsonValue.Create(clock.At(reading.SinceSeconds)),
            ["until"] = At(reading.DeadlineSeconds, clock),
            ["share"] = Math.Round(health.ShareAt(nowSeconds), 3),
            ["restsUntil"] = health.IsResting(nowSeconds) ? At(health.RestUntilSeconds, clock) : null,
            ["transitions"] = new JsonArray([.. health.Transitions.Select(transition => Of(transition, clock))]),
        };
    }

    private static JsonObject Of(HealthTransition transition, WallClock clock) => new()
    {
        ["from"] = HealthJournal.WordOf(transition.From),
        ["to"] = HealthJournal.WordOf(transition.To),
        ["reason"] = HealthJournal.WordOf(transition.Reason),
        ["at"] = clock.At(transition.AtSeconds),
        ["until"] = At(transition.DeadlineSeconds, clock),
    };

    private static JsonValue? At(double? seconds, WallClock clock) =>
        seconds is { } value ? JsonValue.Create(clock.At(value)) : null;
}
