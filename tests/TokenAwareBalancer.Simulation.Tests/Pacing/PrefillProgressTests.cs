using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Pacing;

/// <summary>
/// How close the believed progress of prompts comes to what engines truly have computed; docs/estimating.md has these
/// numbers.
/// </summary>
public sealed class PrefillProgressTests
{
    [Theory]
    [InlineData("a100-llama-8b", 0.6, 0, 20, 1000)]
    [InlineData("a100-llama-8b", 0.8, 0, 20, 1000)]
    [InlineData("a100-llama-8b", 0.95, 0, 20, 1000)]
    [InlineData("a100-llama-8b", 0.8, 0.005, 100, 1000)]
    [InlineData("h100-llama-8b", 0.6, 0, 100, 800)]
    [InlineData("h100-llama-8b", 0.8, 0, 100, 800)]
    [InlineData("h100-llama-8b", 0.95, 0, 100, 800)]
    [InlineData("h100-llama-8b", 0.8, 0.005, 200, 800)]
    public void Remaining_AtEachChoice_IsOffByAFractionOfWhatContentAloneTells(
        string profile, double load, double delaySeconds, double mostTokens, double leastTokensWithout)
    {
        var error = Measure(profile, load, delaySeconds);

        Assert.True(error.Tokens < mostTokens, $"{error}");
        Assert.True(error.TokensWithout > leastTokensWithout, $"{error}");
        Assert.True(error.Milliseconds < error.MillisecondsWithout / 6, $"{error}");
    }

    private static ProgressError Measure(string profile, double load, double delaySeconds)
    {
        const double warmSeconds = 20;
        HardwareProfile[] kinds = [.. Enumerable.Repeat(HardwareProfiles.Find(profile)!, 4)];
        var errors = new List<ProgressError>();
        var fleet = new WatchedFleet(kinds, jitter: 0.03)
        {
            DelaySeconds = delaySeconds,
            BeforePlacement = fleet => errors.AddRange(fleet.Engines
                .Where(engine => fleet.NowSeconds > warmSeconds && engine.Backend.Ledger.Read().PrefillTokens > 0)
                .Select(engine => ErrorOf(engine, fleet.NowSeconds))),
        };
        fleet.Run(Conversations.At(load, kinds, 100), 100);
        return new ProgressError(
            errors.Average(error => error.Tokens),
            errors.Average(error => error.TokensWithout),
            errors.Average(error => error.Milliseconds),
            errors.Average(error => error.MillisecondsWithout));
    }

    private static ProgressError ErrorOf(WatchedEngine engine, double nowSeconds)
    {
        var (tokens, milliseconds) = engine.Uncomputed(nowSeconds);
        var believed = engine.Backend.Watch.ReadPrefill(nowSeconds).Progress.Remaining;
        var ledger = engine.Backend.Ledger.Read().Prefill;
        return new ProgressError(
            Math.Abs(believed.Tokens - tokens),
            Math.Abs(ledger.Tokens - tokens),
            Math.Abs(engine.Speed.PrefillMilliseconds(believed) - milliseconds),
            Math.Abs(engine.Speed.PrefillMilliseconds(ledger) - milliseconds));
    }

    /// <param name="Tokens">Mean absolute error of what is left of all prompts at an engine.</param>
    /// <param name="TokensWithout">The same if only first contents tell: the ledger's.</param>
    /// <param name="Milliseconds">Of the time that it takes.</param>
    /// <param name="MillisecondsWithout">The same by the ledger.</param>
    private sealed record ProgressError(
        double Tokens, double TokensWithout, double Milliseconds, double MillisecondsWithout);
}
