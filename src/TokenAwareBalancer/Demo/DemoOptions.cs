using TokenAwareBalancer.Demo.Scenarios;

namespace TokenAwareBalancer.Demo;

/// <summary>What the command line of <c>balancer demo</c> asks for.</summary>
/// <param name="Seeds">How many seeds, from 1 on.</param>
/// <param name="Scenario"><c>serial</c>, <c>chat</c> or <c>all</c>.</param>
/// <param name="Speed">Instead of each scenario's own; null leaves it.</param>
/// <param name="IsJson">Results as JSON, and nothing else.</param>
/// <param name="Exits">Whether it ends after the results, instead of staying up.</param>
internal sealed record DemoOptions(int Seeds, string Scenario, double? Speed, bool IsJson, bool Exits)
{
    public const int DefaultSeeds = 4;
    public const int MostSeeds = 20;

    /// <summary>Above it, timers of a millisecond are no longer small beside the shortest payload, 30 ms.</summary>
    public const double MostSpeed = 10;

    public static IReadOnlyList<string> Scenarios { get; } = ["all", "serial", "chat"];

    public IReadOnlyList<DemoScenario> ChooseScenarios() => Scenario switch
    {
        "serial" => DemoScenarios.Serial(Speed),
        "chat" => [DemoScenarios.Chat(Speed)],
        _ => [.. DemoScenarios.Serial(Speed), DemoScenarios.Chat(Speed)],
    };
}
