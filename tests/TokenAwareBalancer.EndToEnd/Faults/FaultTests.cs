using TokenAwareBalancer.Running;

namespace TokenAwareBalancer.Faults;

/// <summary>One fault after another: each of them loads the machine.</summary>
[CollectionDefinition(Name)]
public sealed class FaultTests
{
    public const string Name = "Faults";

    /// <summary>Clients at once.</summary>
    internal const int Crowd = 200;

    internal const int AnswerTokens = 50;

    private const string Length = "--answer-tokens";

    /// <summary>An engine whose answers take a second.</summary>
    internal static string[] Engine(params string[] more) =>
    [
        "--model", "words", "--decode-ms-per-token", "20",
        "--decode-ms-per-stream", "0", "--prefill-ms-per-token", "0", "--jitter", "0",
        .. more.Contains(Length) ? Array.Empty<string>() : [Length, $"{AnswerTokens}"], .. more,
    ];

    /// <summary>An engine whose answers last until something happens to them.</summary>
    internal static string[] EndlessEngine(params string[] more) => Engine([Length, "10000", .. more]);

    /// <summary>Two engines, 1 and 2.</summary>
    internal static async Task<EngineProgram[]> StartEnginesAsync(params string[] more) =>
        await Task.WhenAll(EngineProgram.StartAsync(1, Engine(more)), EngineProgram.StartAsync(2, Engine(more)));

    internal static void AssertWhole(StreamEnd end) =>
        Assert.Equal((StreamEndKind.Complete, AnswerTokens), (end.Kind, end.ContentEvents));
}
