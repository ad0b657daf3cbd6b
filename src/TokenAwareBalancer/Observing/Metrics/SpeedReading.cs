using TokenAwareBalancer.Estimating;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Pacing;

namespace TokenAwareBalancer.Observing.Metrics;

/// <summary>What is believed of an engine's speed, and how right that has been, for the metrics.</summary>
/// <param name="Speed">Null for a backend that has left.</param>
/// <param name="GapError">Of the time between two tokens of a stream.</param>
/// <param name="FirstTokenError">Of the time to first token.</param>
internal readonly record struct SpeedReading(EngineSpeed? Speed, ErrorReading GapError, ErrorReading FirstTokenError)
{
    public static SpeedReading Of(Backend backend) =>
        new(backend.Watch.Speed, backend.Watch.GapError, backend.Watch.FirstTokenError);
}
