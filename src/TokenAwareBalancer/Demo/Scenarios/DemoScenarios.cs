using System.Globalization;
using TokenAwareBalancer.Engine;

namespace TokenAwareBalancer.Demo.Scenarios;

/// <summary>What the demo shows, at the speed it can be believed at.</summary>
/// <remarks>
/// A streamed token costs this process about 50 µs on its way through engine, balancer and client. Four seeds of the
/// chat are 600,000 of them, 30 s of processor time: over 40 s of wall clock that is less than half of two cores, and
/// what is late is late by milliseconds beside answers of seconds. Faster would fit more seeds into the minute and make
/// each of them worse. The serial mix costs nothing, and is only sped up until it fits beside the chat.
/// </remarks>
internal static class DemoScenarios
{
    private const double SerialSpeed = 3;
    private const int SerialEngines = 3;

    private const double ChatSpeed = 1.25;
    private const int ChatEngines = 4;
    private const int ChatRequests = 320;

    /// <summary>About as many as the four engines have at once when they are full.</summary>
    private const int ChatUnmeasured = 100;

    /// <summary>Queues form and none grows for ever: the load at which the project's routing studies compare.</summary>
    private const double ChatLoad = 0.8;

    /// <param name="speed">Instead of the scenarios' own; null leaves it.</param>
    public static IReadOnlyList<DemoScenario> Serial(double? speed) =>
    [
        CreateSerial("serial-high-contention", (0.5, 30), new(-0.12, -0.10), speed ?? SerialSpeed),
        CreateSerial("serial-heavy-workload", (0.8, 5), new(-0.06, -0.01), speed ?? SerialSpeed),
    ];

    /// <param name="speed">Instead of the scenario's own; null leaves it.</param>
    public static DemoScenario Chat(double? speed)
    {
        var (promptTokens, answerTokens) = ChatWorkload.Mean;
        var capacity = EngineCapacity.RequestsPerSecond(CreateChatEngine(), promptTokens, answerTokens);
        var requestsPerSecond = ChatLoad * ChatEngines * capacity;
        return new DemoScenario
        {
            Name = "chat",
            Title = string.Create(CultureInfo.InvariantCulture, $"""
                Chat on {ChatEngines} batching engines (a 70B model on 4 A100 each), streamed: {ChatRequests} requests,
                half conversation, half code completion (prompts of {promptTokens:0} tokens on average, the longest
                of 10,000 and more; answers of {answerTokens:0}). They arrive at random, {requestsPerSecond:0.0} a second: {ChatLoad:0 %} of
                what the engines can do at most. The first {ChatUnmeasured} fill the engines and are not counted.
                """),
            Engine = CreateChatEngine,
            Engines = ChatEngines,
            Speed = speed ?? ChatSpeed,
            IsStreaming = true,
            Plan = new ChatWorkload(ChatRequests, ChatUnmeasured, requestsPerSecond).Plan,
        };
    }

    /// <summary>
    /// Vidur's published profile of Llama-2-70B on 4 A100, tensor-parallel, with attention and overheads: 27 ms an
    /// iteration, 0.175 ms a prompt token, 0.03 ms a stream.
    /// </summary>
    private static EngineOptions CreateChatEngine() => new()
    {
        Profile = EngineProfile.Batching,
        PrefillMillisecondsPerToken = 0.175,
        DecodeMillisecondsPerToken = 27,
        DecodeMillisecondsPerStream = 0.03,
    };

    private static DemoScenario CreateSerial(
        string name, (double HeavyPart, int Clients) mix, ReportedGain reported, double speed) => new()
        {
            Name = name,
            Title = string.Create(CultureInfo.InvariantCulture, $"""
                The article's mix on {SerialEngines} serial engines, not streamed: {SerialWorkload.Requests} requests,
                {mix.HeavyPart:0 %} of them heavy, {mix.Clients} at a time. Heavy is 2,750 or 7,500 ms, the others 30 ms
                (1 ms a prompt token ± 20 %), and an engine serves one after the other.
                """),
            Engine = static () => new EngineOptions { Profile = EngineProfile.Serial },
            Engines = SerialEngines,
            Speed = speed,
            IsStreaming = false,
            Clients = mix.Clients,
            SeedMultiple = 2,
            Plan = seed => SerialWorkload.Plan(mix.HeavyPart, seed),
            Reported = reported,
        };
}
