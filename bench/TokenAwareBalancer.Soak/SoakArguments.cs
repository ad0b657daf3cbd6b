using System.CommandLine;
using System.CommandLine.Parsing;
using TokenAwareBalancer.Configuration.Values;

namespace TokenAwareBalancer.Soak;

/// <summary>The command line of the soak.</summary>
internal sealed class SoakArguments
{
    private const int MostClients = 5000;

    private static readonly TimeSpan ShortestRound = TimeSpan.FromSeconds(5);

    private readonly Option<TimeSpan> _duration = new("--duration")
    {
        Description = "How long to put load on, for instance 2m or 8h.",
        HelpName = "TIME",
        CustomParser = ParseTime,
        DefaultValueFactory = _ => TimeSpan.FromMinutes(2),
    };

    private readonly Option<int> _concurrency = new("--concurrency")
    {
        Description = $"How many clients ask at once, 1 to {MostClients}.",
        HelpName = "N",
        DefaultValueFactory = _ => 128,
    };

    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "Where all draws begin; printed, so that a run can be repeated. By default another one each time.",
        HelpName = "N",
    };

    private readonly Option<TimeSpan> _reportEvery = new("--report-every")
    {
        Description = "How long a round of load lasts. After each the clients pause, and everything is counted.",
        HelpName = "TIME",
        CustomParser = ParseTime,
        DefaultValueFactory = _ => TimeSpan.FromSeconds(15),
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the result as JSON, and nothing else on standard output.",
    };

    public SoakArguments() => _concurrency.Validators.Add(static result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > MostClients)
            result.AddError($"--concurrency must be from 1 to {MostClients}.");
    });

    public Command CreateCommand(Func<SoakOptions, CancellationToken, Task<int>> runAsync)
    {
        var command = new RootCommand(
            "Runs a balancer between misbehaving backends and clients, and proves that nothing is lost or left.");
        command.Options.Add(_duration);
        command.Options.Add(_concurrency);
        command.Options.Add(_seed);
        command.Options.Add(_reportEvery);
        command.Options.Add(_json);
        command.SetAction((result, cancellationToken) => runAsync(Read(result), cancellationToken));
        return command;
    }

    private SoakOptions Read(ParseResult result) => new(
        result.GetValue(_duration),
        result.GetValue(_concurrency),
        result.GetValue(_seed) ?? Random.Shared.Next(),
        result.GetValue(_reportEvery),
        result.GetValue(_json));

    private static TimeSpan ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (DurationText.Parse(text) is { } time && time >= ShortestRound)
            return time;
        result.AddError(
            $"'{text}' is not a time of at least {ShortestRound.TotalSeconds} s: write for instance 30s, 2m or 8h.");
        return default;
    }
}
