using System.Text.Json;
using TokenAwareBalancer.Admitting;
using TokenAwareBalancer.Pacing;

namespace TokenAwareBalancer.Persisting;

/// <summary>What is known of classes of engines: how fast they are, and which backends are of which.</summary>
internal sealed class SpeedSection(AdmissionGate gate) : ILearnedSection
{
    /// <summary>A quarter of an hour: beyond it nothing is a cost, and squares of it are no numbers any more.</summary>
    private const double MostMilliseconds = 1e6;

    public string Name => "speeds";

    public int Version => 1;

    public JsonElement Capture() =>
        JsonSerializer.SerializeToElement(gate.Speeds.Export(gate.NowSeconds), LearnedJson.Options);

    public IReadOnlyList<string> Restore(JsonElement learned, TimeSpan age)
    {
        var speeds = LearnedJson.Read<LearnedSpeed[]>(learned);
        foreach (var speed in speeds)
            Check(speed);
        gate.Speeds.Import(
            speeds.Select(speed => speed with { AgeSeconds = speed.AgeSeconds + age.TotalSeconds }), gate.NowSeconds);
        return [];
    }

    // Whoever edits the file may write anything, and a cost below 0 would draw all requests to one engine.
    private static void Check(LearnedSpeed speed)
    {
        var costs = speed.Costs;
        double[] milliseconds =
        [
            costs.BaseMilliseconds, costs.PrefillTokenMilliseconds, costs.StreamMilliseconds,
            costs.ContextTokenMilliseconds, costs.AttentionPairMilliseconds,
        ];
        if (milliseconds.Any(cost => !(cost is >= 0 and <= MostMilliseconds)))
            throw new InvalidDataException($"those of '{speed.Group}' have a cost below 0, or above {MostMilliseconds} ms");
        if (costs.BaseMilliseconds == 0 || costs.PrefillTokenMilliseconds == 0)
            throw new InvalidDataException($"those of '{speed.Group}' have no cost of an iteration, or of a prompt's token");
        if (speed.TokenBudget < 1)
            throw new InvalidDataException($"those of '{speed.Group}' have a budget of {speed.TokenBudget} tokens");
        if (!(speed.Confidence is >= 0 and <= 1) || !(speed.AgeSeconds >= 0))
            throw new InvalidDataException($"those of '{speed.Group}' have a confidence beyond 0 and 1, or an age below 0");
    }
}
