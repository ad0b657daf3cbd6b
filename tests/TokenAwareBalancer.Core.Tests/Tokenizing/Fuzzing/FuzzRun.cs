using System.Globalization;

namespace TokenAwareBalancer.Tokenizing.Fuzzing;

/// <summary>Repeats a trial at random: a fixed number of times by a fixed seed, or for a while by a fresh one.</summary>
/// <remarks>
/// <c>BALANCER_FUZZ_SEED</c> repeats a fresh run, whose seed every failure names. <c>BALANCER_FUZZ_SECONDS</c> makes it
/// longer, 1 if it is not set.
/// </remarks>
internal static class FuzzRun
{
    public const string Fixed = "fixed";
    public const string Fresh = "fresh";

    private const string SeedVariable = "BALANCER_FUZZ_SEED";
    private const string SecondsVariable = "BALANCER_FUZZ_SECONDS";
    private const int DefaultSeconds = 1;

    /// <summary>A trial takes milliseconds; a machine may be busy.</summary>
    private static readonly TimeSpan LongestTrial = TimeSpan.FromSeconds(60);

    public static IReadOnlyList<string> Kinds { get; } = [Fixed, Fresh];

    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="trial">Asserts something of what the random numbers make.</param>
    /// <param name="fixedTrials">How often by the fixed seed: a second's worth.</param>
    public static async Task RunAsync(string kind, Action<Random> trial, int fixedTrials = 300)
    {
        var seed = kind == Fixed ? 1 : Number(SeedVariable) ?? Random.Shared.Next();
        var seconds = kind == Fixed ? 0 : Number(SecondsVariable) ?? DefaultSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{SeedVariable}={seed} {SecondsVariable}={seconds}");
        var random = new Random(seed);
        var end = TimeProvider.System.GetTimestamp() + (seconds * TimeProvider.System.TimestampFrequency);
        var trials = 0;
        for (; kind == Fixed ? trials < fixedTrials : TimeProvider.System.GetTimestamp() < end; trials++)
            await TryAsync(() => trial(random), $"{SeedVariable}={seed}, trial {trials}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{trials} trials");
        Assert.NotEqual(0, trials);
    }

    // On another thread, so that one that never ends is told.
    private static async Task TryAsync(Action trial, string name)
    {
        try
        {
            await Task.Run(trial).WaitAsync(LongestTrial);
        }
        catch (Exception exception)
        {
            throw new FuzzFailureException($"{name}: {exception.Message}", exception);
        }
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}

/// <summary>A trial failed; the message says how to repeat it.</summary>
internal sealed class FuzzFailureException(string message, Exception inner) : Exception(message, inner);
