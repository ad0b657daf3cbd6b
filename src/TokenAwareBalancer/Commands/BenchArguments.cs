using System.CommandLine;
using TokenAwareBalancer.Bench;
using TokenAwareBalancer.Bench.Targets;
using TokenAwareBalancer.Load;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Commands;

/// <summary>The command line of <c>balancer bench</c>.</summary>
internal sealed class BenchArguments
{
    public const string ApiKeyVariable = "BALANCER_BENCH_API_KEY";

    /// <summary>Four repeats have t = 3.2, five 2.8, ten 2.3: from here on more bring little.</summary>
    private const int DefaultComparisonRepeats = 5;

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private readonly BenchTargetArguments _targets = new();
    private readonly WorkloadArguments _workload = new();
    private readonly ArrivalArguments _arrivals = new();
    private readonly BenchLoadArguments _load = new();

    private readonly Option<string?> _model = new("--model")
    {
        Description = "The model to ask for [default: the first that the server lists].",
        HelpName = "NAME",
    };

    private readonly Option<string?> _apiKey = new("--api-key")
    {
        Description = $"Sent as Authorization: Bearer, to /v1/messages also as x-api-key [default: ${ApiKeyVariable}].",
        HelpName = "KEY",
    };

    private readonly Option<string[]> _headers = new("--header")
    {
        Description = "A header to send with each request; may be repeated.",
        HelpName = "NAME: VALUE",
    };

    private readonly Option<bool> _freshConnections = new("--fresh-connections")
    {
        Description = "Open a connection for each request, for servers that close those they said they would keep.",
    };

    private readonly Option<TimeSpan?> _timeout = BenchLoadArguments.Duration(
        "--timeout", "How long an answer may take from its sending [default: 10m].");

    private readonly Option<string?> _objective = new("--slo")
    {
        Description = "Count answers that keep these limits, any of the three: ttft=500ms,tpot=50ms,e2e=30s.",
        HelpName = "LIMITS",
    };

    private readonly Option<int?> _seed = NumberArgument.Whole(
        "--seed", "Start of all random draws [default: 1].", 1_000_000);

    private readonly Option<int?> _repeats = NumberArgument.Whole(
        "--repeats",
        $"How often each target is measured [default: 1, or {DefaultComparisonRepeats} when several are compared].",
        1000);

    public BenchArguments()
    {
        _headers.Validators.Add(static result =>
        {
            // The value is not repeated: it may be a key.
            if (result.Tokens.Any(static token => token.Value.IndexOf(':', StringComparison.Ordinal) <= 0))
                result.AddError("--header takes NAME: VALUE, for instance --header \"x-tenant: a\".");
        });
        _objective.Validators.Add(static result =>
        {
            var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
            if (ServiceObjective.Parse(text, out var error) is null)
                result.AddError($"--slo {error}.");
        });
    }

    public BenchOutputArguments Output { get; } = new();

    public void AddTo(Command command)
    {
        _targets.AddTo(command);
        _workload.AddTo(command);
        _arrivals.AddTo(command);
        _load.AddTo(command);
        foreach (var option in (Option[])[
            _model, _apiKey, _headers, _freshConnections, _timeout, _objective, _seed, _repeats])
            command.Options.Add(option);
        Output.AddTo(command);
    }

    /// <summary>Reads all of it, which means asking the server for its models and opening files.</summary>
    /// <param name="arguments">Without errors.</param>
    /// <param name="error">Where it is written what is wrong and what would be right.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null after an error: wrong input.</returns>
    /// <exception cref="BenchFailedException">A server is not there.</exception>
    public async Task<BenchPlan?> ReadAsync(
        ParseResult arguments, TextWriter error, CancellationToken cancellationToken)
    {
        List<string> errors = [];
        var client = ReadClient(arguments);
        var targets = _targets.Read(arguments, client.ApiKey, errors);
        CheckPace(arguments, targets, errors);
        foreach (var one in errors)
            await error.WriteLineAsync(one);
        if (targets is null || errors.Count > 0)
            return null;

        var model = await FindModelAsync(arguments.GetValue(_model), targets, client, cancellationToken);
        return _workload.Read(arguments, model, error) is { } workload
            ? CreatePlan(arguments, (targets, client, model, workload), error)
            : null;
    }

    private BenchPlan? CreatePlan(
        ParseResult arguments,
        (BenchTargets Targets, ClientOptions Client, string Model, IWorkload Workload) given,
        TextWriter error)
    {
        var (targets, client, model, workload) = given;
        // A trace has times of its own, and is sent at them unless it is told otherwise.
        var isOpen = _load.LoadPart(arguments) is not null || _arrivals.IsGiven(arguments)
            || (workload.OwnRatePerSecond is not null && _load.Concurrency(arguments) is null);
        var arrivals = isOpen
            ? _arrivals.Read(arguments, workload, RateOf(arguments, targets, workload), error) : null;
        if (isOpen && arrivals is null)
            return null;
        var concurrency = _load.Concurrency(arguments) ?? BenchLoadArguments.DefaultConcurrency;
        var pace = arrivals?.Description ?? $"{concurrency} at a time";
        return new BenchPlan
        {
            Targets = targets.All,
            Baseline = targets.Baseline,
            Model = model,
            Workload = workload,
            Arrivals = arrivals,
            Pace = targets.Backends is { } backends ? $"{pace}; {backends}" : pace,
            Concurrency = concurrency,
            WarmUpRequests = _load.WarmUpRequests(arguments),
            Limits = _load.Read(arguments, workload),
            Client = client,
            Objective = arguments.GetValue(_objective) is { } limits ? ServiceObjective.Parse(limits, out _) : null,
            Seed = arguments.GetValue(_seed) ?? 1,
            Repeats = arguments.GetValue(_repeats) ?? (targets.All.Count > 1 ? DefaultComparisonRepeats : 1),
        };
    }

    private ClientOptions ReadClient(ParseResult arguments) => new()
    {
        ApiKey = arguments.GetValue(_apiKey) ?? Environment.GetEnvironmentVariable(ApiKeyVariable),
        Headers = [.. (arguments.GetValue(_headers) ?? []).Select(static header => header.Split(':', 2))
            .Select(static parts => KeyValuePair.Create(parts[0].Trim(), parts[1].Trim()))],
        Timeout = arguments.GetValue(_timeout) ?? DefaultTimeout,
        UsesFreshConnections = arguments.GetValue(_freshConnections),
    };

    private void CheckPace(ParseResult arguments, BenchTargets? targets, List<string> errors)
    {
        var hasLoad = _load.LoadPart(arguments) is not null;
        if (_load.Concurrency(arguments) is not null && (hasLoad || _arrivals.IsGiven(arguments)))
        {
            errors.Add("--concurrency is a closed loop, where requests wait for answers; --rate, --arrivals, --scale "
                + "and --load are an open one, where they do not: give one of both.");
        }
        if (hasLoad && _arrivals.HasRate(arguments))
            errors.Add("--load and --rate both say how fast to send: give one of them.");
        if (hasLoad && targets is { Engines: 0 })
            errors.Add("--load is a part of what simulated engines can do: give --engines N, or --rate instead.");
    }

    private double? RateOf(ParseResult arguments, BenchTargets targets, IWorkload workload) =>
        _load.LoadPart(arguments) is { } part
            ? EngineLoad.RequestsPerSecond(part, targets.Engines, targets.Engine!, workload)
            : null;

    private static async Task<string> FindModelAsync(
        string? model, BenchTargets targets, ClientOptions client, CancellationToken cancellationToken)
    {
        foreach (var server in targets.Servers)
        {
            if (model is null)
                model = await ModelDiscovery.FindFirstAsync(server, client, cancellationToken);
            else
                await ModelDiscovery.RequireAsync(server, client, cancellationToken);
        }
        return model ?? targets.Engine!.Models[0];
    }
}
