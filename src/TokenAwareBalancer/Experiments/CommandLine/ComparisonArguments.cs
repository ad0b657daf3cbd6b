using System.CommandLine;
using TokenAwareBalancer.Bench;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about policies and comparing them.</summary>
internal sealed class ComparisonArguments
{
    private const int UsualSeeds = 3;

    private readonly Option<string?> _policies = new("--policies")
    {
        Description = $"The policies to simulate [default: all]: {string.Join(", ", BalancingPolicies.Names)}.",
        HelpName = "NAME,NAME",
    };

    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "The policy that the others are compared with [default: the first]; of a --sweep the value that "
            + "the others are compared with [default: the one that disturbs nothing].",
        HelpName = "NAME",
    };

    private readonly Option<int?> _seeds = NumberArgument.Whole(
        "--seeds", $"Runs of each policy at each load, each with draws of its own [default: {UsualSeeds}; 1 with "
            + "--arrivals trace, where policies and jitter alone draw].",
        1000);

    private readonly Option<int?> _firstSeed = NumberArgument.Whole(
        "--seed", "The first seed; the others follow [default: 1].", 1_000_000);

    private readonly Option<string?> _objective = new("--slo")
    {
        Description = "Count answers that keep these limits, any of the three: ttft=1,tpot=0.05,e2e=30s.",
        HelpName = "LIMITS",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_policies, _baseline, _seeds, _firstSeed, _objective])
            command.Options.Add(option);
    }

    public bool HasPolicies(ParseResult arguments) => arguments.GetValue(_policies) is not null;

    public IReadOnlyList<string> Policies(ParseResult arguments, List<string> errors)
    {
        if (arguments.GetValue(_policies) is not { } text)
            return BalancingPolicies.Names;
        var policies = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var unknown in policies.Where(static name => !BalancingPolicies.Names.Contains(name)))
            errors.Add(Unknown("--policies", unknown));

        if (policies.Length == 0)
            errors.Add("--policies: name one or more.");
        if (policies.Distinct().Count() < policies.Length)
            errors.Add("--policies: each policy once.");
        return policies;
    }

    public string? GivenBaseline(ParseResult arguments) => arguments.GetValue(_baseline);

    public string Baseline(ParseResult arguments, IReadOnlyList<string> policies, List<string> errors)
    {
        var baseline = arguments.GetValue(_baseline) ?? policies.FirstOrDefault("");
        if (policies.Count > 0 && !policies.Contains(baseline))
            errors.Add($"--baseline: \"{baseline}\" is not simulated; expected {NearestName.OneOf(policies)}.");
        return baseline;
    }

    /// <param name="arguments">As given.</param>
    /// <param name="arrivals">The trace's own times make runs of the same requests at the same times.</param>
    public IReadOnlyList<int> Seeds(ParseResult arguments, ArrivalPattern arrivals) =>
        Seeds(arguments, arrivals.IsTrace ? 1 : UsualSeeds);

    public IReadOnlyList<int> Seeds(ParseResult arguments, int usual = UsualSeeds) => [.. Enumerable.Range(
        arguments.GetValue(_firstSeed) ?? 1, arguments.GetValue(_seeds) ?? usual)];

    public ServiceObjective? Objective(ParseResult arguments, List<string> errors)
    {
        if (arguments.GetValue(_objective) is not { } text)
            return null;
        var objective = ServiceObjective.Parse(text, out var error);
        if (objective is null)
            errors.Add($"--slo {error}.");
        return objective;
    }

    /// <summary>What is wrong with a policy's name.</summary>
    public static string Unknown(string option, string policy) =>
        $"{option}: \"{policy}\" is not a known policy{NearestName.Hint(policy, BalancingPolicies.Names)}; expected "
            + $"{NearestName.OneOf(BalancingPolicies.Names)}.";
}
