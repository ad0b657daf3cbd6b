using System.CommandLine;
using TokenAwareBalancer.Bench.Targets;
using TokenAwareBalancer.Choosing;
using TokenAwareBalancer.Configuration.Values;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Commands;

/// <summary>What the command line of <c>balancer bench</c> says about whom to measure.</summary>
internal sealed class BenchTargetArguments
{
    private const string EnginePrefix = "--engine-";

    /// <summary>What the bench itself decides about its engines; a speed would make its times those of nothing.</summary>
    private static readonly string[] NotForBench =
        ["port", "host", "name", "model", "strict-model", "seed", "speed"];

    private readonly Argument<string?> _target = new("target")
    {
        Description = $"What to send to, with or without /v1 [default: {BenchTargets.DefaultAddress}].",
        HelpName = "URL",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _compare = new("--compare")
    {
        Description = "Measure several servers in turn with the same requests, instead of one.",
        HelpName = "NAME=URL,NAME=URL",
    };

    private readonly Option<string?> _policies = new("--policies")
    {
        Description = "Measure policies in turn, each in a balancer in this process: "
            + $"{string.Join(", ", BalancingPolicies.Names)}.",
        HelpName = "NAME,NAME",
    };

    private readonly Option<string?> _backends = new("--backends")
    {
        Description = "With --policies: the servers to balance over.",
        HelpName = "URL,URL",
    };

    private readonly Option<int?> _engines = NumberArgument.Whole(
        "--engines", "With --policies: balance over this many simulated engines in this process.", 64);

    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "Which of them the others are compared with [default: the first].",
        HelpName = "NAME",
    };

    private readonly EngineArguments _engine = new(findTokenCounter: null, EnginePrefix);

    public void AddTo(Command command)
    {
        command.Arguments.Add(_target);
        command.Options.Add(_compare);
        command.Options.Add(_policies);
        command.Options.Add(_backends);
        command.Options.Add(_engines);
        command.Options.Add(_baseline);
        foreach (var option in EngineOptionsShown())
            command.Options.Add(option);
    }

    /// <param name="arguments">Without errors.</param>
    /// <param name="apiKey">What servers want to see.</param>
    /// <param name="errors">Gets what is wrong and what would be right.</param>
    /// <returns>Null after an error.</returns>
    public BenchTargets? Read(ParseResult arguments, string? apiKey, List<string> errors)
    {
        CheckTogether(arguments, errors);
        if (errors.Count > 0)
            return null;
        var targets = (arguments.GetValue(_compare), arguments.GetValue(_policies)) switch
        {
            ({ } compare, _) => ReadCompare(compare, errors),
            (_, { } policies) => ReadPolicies(arguments, policies, apiKey, errors),
            _ => ReadUrl(arguments.GetValue(_target) ?? BenchTargets.DefaultAddress, errors) is { } address
                ? BenchTargets.OfServers([(address.ToString(), address)])
                : null,
        };
        return targets is null || errors.Count > 0 ? null : WithBaseline(targets, arguments, errors);
    }

    private void CheckTogether(ParseResult arguments, List<string> errors)
    {
        string[] ways =
        [
            .. arguments.GetValue(_target) is null ? (string[])[] : ["a URL"],
            .. Given(arguments, _compare),
            .. Given(arguments, _policies),
        ];
        if (ways.Length > 1)
            errors.Add($"{string.Join(" and ", ways)} each say whom to measure: give one of them.");
        var over = Given(arguments, _backends).Concat(Given(arguments, _engines)).ToArray();
        if (arguments.GetValue(_policies) is not null && over.Length != 1)
            errors.Add("--policies needs something to balance over: give --backends URL,URL or --engines N.");
        if (arguments.GetValue(_policies) is null && over.Length > 0)
            errors.Add($"{over[0]} is what policies balance over: give --policies as well.");
        if (arguments.GetValue(_engines) is null && EngineOptionsShown().SelectMany(one => Given(arguments, one)).Any())
            errors.Add($"{EnginePrefix}… describes engines in this process: give --engines N as well.");
    }

    private static BenchTargets? ReadCompare(string text, List<string> errors)
    {
        List<(string Name, Uri Address)> servers = [];
        foreach (var part in Split(text))
        {
            if (part.Split('=', 2) is not [{ Length: > 0 } name, var url])
                errors.Add("--compare: expected NAME=URL,NAME=URL, for instance a=http://127.0.0.1:8700,b=http://h:1.");
            else if (servers.Exists(server => server.Name == name))
                errors.Add($"--compare: {name} is named twice.");
            else if (ReadUrl(url, errors) is { } address)
                servers.Add((name, address));
        }
        if (servers.Count < 2 && errors.Count == 0)
            errors.Add("--compare: expected two servers or more.");
        return errors.Count == 0 ? BenchTargets.OfServers(servers) : null;
    }

    private BenchTargets? ReadPolicies(ParseResult arguments, string text, string? apiKey, List<string> errors)
    {
        var policies = Split(text);
        foreach (var unknown in policies.Where(static name => !BalancingPolicies.Names.Contains(name)))
        {
            errors.Add($"--policies: \"{unknown}\" is not a known policy; expected one of "
                + $"{string.Join(", ", BalancingPolicies.Names)}.");
        }
        if (policies.Distinct().Count() < policies.Length)
            errors.Add("--policies: each policy once.");
        if (arguments.GetValue(_engines) is { } engines)
            return ReadEngines(arguments, policies, engines, errors);
        var addresses = Split(arguments.GetValue(_backends)!).Select(url => ReadUrl(url, errors)).ToArray();
        return errors.Count == 0 ? BenchTargets.OfPolicies(policies, [.. addresses.OfType<Uri>()], apiKey) : null;
    }

    private BenchTargets? ReadEngines(ParseResult arguments, string[] policies, int engines, List<string> errors)
    {
        var engine = _engine.Read(arguments);
        errors.AddRange(EngineOptionsValidator.Validate(engine)
            .Select(static error => EnginePrefix + error["--".Length..]));
        return errors.Count == 0 ? BenchTargets.OfPolicies(policies, engines, engine) : null;
    }

    private BenchTargets? WithBaseline(BenchTargets targets, ParseResult arguments, List<string> errors)
    {
        if (arguments.GetValue(_baseline) is not { } baseline)
            return targets;
        var names = targets.All.Select(static target => target.Name).ToArray();
        if (names.Contains(baseline))
            return targets with { Baseline = baseline };
        errors.Add($"--baseline: \"{baseline}\" is not measured; expected one of {string.Join(", ", names)}.");
        return null;
    }

    private IEnumerable<Option> EngineOptionsShown() =>
        _engine.All.Where(static option => !NotForBench.Contains(option.Name[EnginePrefix.Length..]));

    private static Uri? ReadUrl(string text, List<string> errors)
    {
        // "localhost:8700" is read as a scheme otherwise.
        var parsed = BackendUrlText.Parse(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}");
        if (parsed.Value is Uri address)
            return address;
        errors.Add($"\"{BackendUrlText.Redact(text)}\" {parsed.Problem}; expected an http or https URL, "
            + $"for instance {BenchTargets.DefaultAddress}.");
        return null;
    }

    private static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Given(ParseResult arguments, Option option) =>
        arguments.GetResult(option) is { Implicit: false } ? [option.Name] : [];
}
