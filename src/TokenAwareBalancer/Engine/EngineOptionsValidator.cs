using TokenAwareBalancer.Simulating.Engines;

namespace TokenAwareBalancer.Engine;

/// <summary>Finds all that is wrong with an <see cref="EngineOptions"/>: each value, and what is right.</summary>
internal static class EngineOptionsValidator
{
    public static IReadOnlyList<string> Validate(EngineOptions options)
    {
        List<string> errors = [];
        CheckShape(options, errors);
        CheckTimes(options, errors);
        CheckLimits(options, errors);
        CheckPrefixCache(options, errors);
        errors.AddRange(options.Failures.Validate().Select(static error => $"--fail {error}."));
        return errors;
    }

    private static void CheckShape(EngineOptions options, List<string> errors)
    {
        Check(errors, options.Port is >= 0 and <= 65535, $"--port {options.Port}: expected 0 (a free port) to 65535.");
        Check(errors, options.Models.Count > 0, "--model: expected at least one name.");
        foreach (var model in options.Models)
            Check(errors, !string.IsNullOrWhiteSpace(model), $"--model '{model}': expected a name.");
        Check(errors, IsHeaderText(options.Name), $"--name '{options.Name}': expected printable ASCII.");
    }

    private static void CheckTimes(EngineOptions options, List<string> errors)
    {
        CheckMilliseconds(errors, "--prefill-ms-per-token", options.PrefillMillisecondsPerToken);
        CheckMilliseconds(errors, "--decode-ms-per-token", options.DecodeMillisecondsPerToken);
        CheckMilliseconds(errors, "--decode-ms-per-stream", options.DecodeMillisecondsPerStream);
        Check(errors, options.Jitter is null or (>= 0 and < 1), $"--jitter {options.Jitter}: expected 0 to below 1.");
        Check(errors, options.Speed is > 0 and <= 1e6, $"--speed {options.Speed}: expected above 0, up to 1000000.");
        Check(
            errors,
            options.LoadingSeconds is >= 0 and <= 86_400,
            $"--loading {options.LoadingSeconds}: expected seconds from 0 to 86400.");
    }

    private static void CheckLimits(EngineOptions options, List<string> errors)
    {
        var isSerial = options.Profile == EngineProfile.Serial;
        Check(
            errors,
            options.MaxConcurrency is null or >= 1,
            $"--max-concurrency {options.MaxConcurrency}: expected 1 or more.");
        Check(
            errors,
            !isSerial || options.MaxConcurrency is null or <= 1,
            $"--max-concurrency {options.MaxConcurrency}: the serial profile runs one at a time; "
            + "use --profile batching or leave it out.");
        Check(errors, options.QueueLimit is null or >= 0, $"--queue-limit {options.QueueLimit}: expected 0 or more.");
        Check(
            errors,
            options.TokenBudget is null or >= 1,
            $"--token-budget {options.TokenBudget}: expected 1 or more.");
        Check(
            errors,
            options.KvCacheTokens is null or >= KvBlocks.BlockTokens,
            $"--kv-cache-tokens {options.KvCacheTokens}: expected {KvBlocks.BlockTokens} or more, a block.");
    }

    private static void CheckPrefixCache(EngineOptions options, List<string> errors)
    {
        if (!options.CachesPrefixes)
            return;
        Check(errors, options.ResolveHardware().IsBatching, "--prefix-cache: only an engine that batches has one; "
            + "leave it out, or use --profile batching without slots.");
        Check(errors, options.TokenCounter is null, "--prefix-cache: blocks are found by the bytes of prompts; "
            + "leave out --tokenizer.");
    }

    private static void CheckMilliseconds(List<string> errors, string option, double? milliseconds) =>
        Check(
            errors,
            milliseconds is null or (>= 0 and <= 60_000),
            $"{option} {milliseconds}: expected milliseconds from 0 to 60000.");

    private static bool IsHeaderText(string text) => text.Length > 0 && text.All(c => c is > ' ' and <= '~');

    private static void Check(List<string> errors, bool isRight, string error)
    {
        if (!isRight)
            errors.Add(error);
    }
}
