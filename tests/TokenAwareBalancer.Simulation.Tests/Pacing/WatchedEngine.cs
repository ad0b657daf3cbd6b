using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Pacing;

/// <summary>A simulated engine behind a backend, with what it truly does.</summary>
internal sealed class WatchedEngine
{
    private double _advancedSeconds; // local

    public WatchedEngine(Backend backend, HardwareProfile profile, EngineModel engine) =>
        (Backend, Profile, Engine) = (backend, profile, engine);

    public Backend Backend { get; }

    public HardwareProfile Profile { get; }

    public EngineModel Engine { get; }

    /// <summary>Those that are sent, and have not had content here.</summary>
    public HashSet<WatchedRequest> Pending { get; } = [];

    /// <summary>From when until when it is slower, and how much.</summary>
    public (double FromSeconds, double UntilSeconds, double Factor) Slowdown { get; init; } =
        (double.PositiveInfinity, double.PositiveInfinity, 1);

    public double? PostedSeconds { get; set; }

    /// <summary>What the balancer has learned of it.</summary>
    public EngineSpeed Speed => Backend.Watch.Speed;

    /// <summary>The engine's own time, which passes more slowly while it is slower.</summary>
    private double LocalSeconds(double seconds)
    {
        var slow = Math.Clamp(seconds, Slowdown.FromSeconds, Slowdown.UntilSeconds) - Slowdown.FromSeconds;
        return double.IsNaN(slow) ? seconds : seconds - slow + (slow / Slowdown.Factor);
    }

    private double GlobalSeconds(double local)
    {
        var longest = (Slowdown.UntilSeconds - Slowdown.FromSeconds) / Slowdown.Factor;
        var slow = Math.Clamp(local - Slowdown.FromSeconds, 0, double.IsNaN(longest) ? 0 : longest);
        return double.IsNaN(slow) ? local : local - slow + (slow * Slowdown.Factor);
    }

    /// <summary>What is believed of a and b, over what they are while it is slower by a factor.</summary>
    public (double Base, double Prefill) RatioToTruth(double factor) => (
        Speed.Costs.BaseMilliseconds / (Profile.Costs.BaseMilliseconds * factor),
        Speed.Costs.PrefillTokenMilliseconds / (Profile.Costs.PrefillTokenMilliseconds * factor));

    public double? NextDueSeconds => Engine.NextDueSeconds is { } due ? GlobalSeconds(due) : null;

    public void Advance(double seconds, ITokenSink sink)
    {
        var before = Engine.NextDueSeconds;
        Engine.Advance(LocalSeconds(seconds), sink);
        if (Engine.NextDueSeconds != before)
            _advancedSeconds = LocalSeconds(seconds);
    }

    /// <summary>Prompt tokens that are not computed, a part of an iteration for its part of the time.</summary>
    public (double Tokens, double Milliseconds) Uncomputed(double seconds)
    {
        var part = Engine.NextDueSeconds is { } due && due > _advancedSeconds
            ? Math.Clamp((LocalSeconds(seconds) - _advancedSeconds) / (due - _advancedSeconds), 0, 1)
            : 0;
        var (tokens, milliseconds) = (0.0, 0.0);
        foreach (var request in Pending)
        {
            var done = Math.Min(
                request.PromptTokens,
                request.GeneratedTokens > 0
                    ? request.PromptTokens
                    : request.ComputedTokens + (part * request.ChunkTokens));
            tokens += request.PromptTokens - done;
            milliseconds += Profile.Costs.ChunkMilliseconds((long)(request.PromptTokens - done), (long)done);
        }

        return (tokens, milliseconds);
    }
}
