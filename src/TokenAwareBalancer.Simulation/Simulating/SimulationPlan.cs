using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Simulating;

/// <summary>Everything that decides the outcome of one run.</summary>
public sealed record SimulationPlan
{
    public required IReadOnlyList<SimulatedBackend> Fleet { get; init; }

    /// <summary>In order of arrival.</summary>
    public required IReadOnlyList<SimulatedRequest> Requests { get; init; }

    /// <summary>One of <see cref="BalancingPolicies.Names"/>.</summary>
    public string Policy { get; init; } = BalancingPolicies.Default;

    /// <summary>Decides what policies, jitter and the spread over balancers draw.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The models that requests name by their place here.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["model"];

    /// <summary>Between balancer and engine, each way.</summary>
    public double NetworkDelaySeconds { get; init; }

    /// <summary>How often each balancer reads the state of each engine; null never does.</summary>
    public double? ScrapePeriodSeconds { get; init; }

    /// <summary>Balancers that share nothing; each request goes to one of them, drawn at random.</summary>
    public int Balancers { get; init; } = 1;

    /// <summary>
    /// Whether balancers hold back what does not fit in an engine's KV cache. They know its size from the start, as
    /// they would from a first scrape.
    /// </summary>
    public bool GuardsKv { get; init; } = true;

    /// <summary>Each iteration takes its time times a uniform draw from 1 ± this.</summary>
    public double Jitter { get; init; }

    /// <summary>The first part of the requests, which fills the engines and is not measured.</summary>
    public double WarmUpShare { get; init; } = 0.15;

    /// <summary>The most requests in line at each balancer, once no backend has room; more are refused.</summary>
    public int MaxHeldRequests { get; init; } = int.MaxValue;

    /// <summary>How wrong balancers are.</summary>
    public BeliefErrors Beliefs { get; init; } = BeliefErrors.None;

    /// <summary>Engines that are slower for a time, each once.</summary>
    public IReadOnlyList<EngineSlowdown> Slowdowns { get; init; } = [];

    /// <exception cref="ArgumentException">Says what is wrong.</exception>
    internal void Check()
    {
        Check(Fleet.Count > 0, "The fleet is empty: a simulation needs one engine or more.");
        Check(Requests.Count > 0, "There are no requests to simulate.");
        Check(Fleet.DistinctBy(backend => backend.Name).Count() == Fleet.Count, "Two engines have the same name.");
        Check(BalancingPolicies.Names.Contains(Policy),
            $"There is no policy named '{Policy}'; expected one of {string.Join(", ", BalancingPolicies.Names)}.");
        Check(Balancers >= 1, $"Balancers is {Balancers}; expected 1 or more.");
        Check(NetworkDelaySeconds >= 0, $"The network delay is {NetworkDelaySeconds} s; expected 0 or more.");
        Check(
            ScrapePeriodSeconds is null or > 0,
            $"The scrape period is {ScrapePeriodSeconds} s; expected more than 0.");
        Check(WarmUpShare is >= 0 and < 1, $"The warm-up is {WarmUpShare}; expected a share from 0 up to 1.");
        Check(Jitter is >= 0 and < 1, $"The jitter is {Jitter}; expected a share from 0 up to 1.");
        Beliefs.Check(Fleet);
        EngineSlowdown.Check(Slowdowns, Fleet);
        var previousSeconds = 0.0;
        foreach (var request in Requests)
        {
            Check(request.ArrivalSeconds >= previousSeconds, "The requests are not in order of arrival.");
            Check(
                request is { PromptTokens: >= 1, OutputTokens: >= 1 },
                "A request has no prompt or no output tokens.");
            Check(
                (uint)request.Model < (uint)Models.Count,
                $"A request asks for model {request.Model}, which is none.");
            previousSeconds = request.ArrivalSeconds;
        }
    }

    private static void Check(bool isRight, string error)
    {
        if (!isRight)
            throw new ArgumentException(error);
    }
}
