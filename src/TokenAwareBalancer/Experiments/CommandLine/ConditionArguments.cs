using System.CommandLine;
using System.Globalization;
using TokenAwareBalancer.Configuration.Values;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about what is around the engines.</summary>
internal sealed class ConditionArguments
{
    private const int MostBalancers = 64;

    private readonly Option<double?> _networkDelay = Milliseconds(
        "--network-delay", "Between balancer and engine, each way [default: 0].");

    private readonly Option<double?> _scrapeAge = Milliseconds(
        "--scrape-age", "How old an engine's own metrics get before they are read again [default: never read].");

    private readonly Option<int?> _balancers = NumberArgument.Whole(
        "--balancers", "Balancers that share nothing; a request goes to any of them [default: 1].", MostBalancers);

    private readonly Option<double?> _jitter = Share(
        "--jitter", "Each iteration takes its time times 1 ± this [default: 0].");

    private readonly Option<int?> _mostHeld = NumberArgument.Whole(
        "--max-held", "Requests in line at each balancer at most, the others are refused [default: no limit].",
        int.MaxValue);

    private readonly Option<bool> _noGuard = new("--no-kv-guard")
    {
        Description = "Send requests on also where they do not fit in any engine's KV cache, instead of holding them.",
    };

    private readonly Option<double?> _warmUp = Share(
        "--warmup",
        $"The first part of the requests, which is not measured [default: {ExperimentPlan.DefaultWarmUpShare}].");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_networkDelay, _scrapeAge, _balancers, _jitter, _mostHeld, _noGuard, _warmUp])
            command.Options.Add(option);
    }

    public ExperimentPlan Apply(ParseResult arguments, ExperimentPlan plan) => plan with
    {
        NetworkDelaySeconds = (arguments.GetValue(_networkDelay) ?? 0) / 1000,
        ScrapePeriodSeconds = arguments.GetValue(_scrapeAge) is { } age
            ? age > 0 ? age / 1000 : null
            : plan.ScrapePeriodSeconds,
        Balancers = arguments.GetValue(_balancers) ?? 1,
        Jitter = arguments.GetValue(_jitter) ?? 0,
        MaxHeldRequests = arguments.GetValue(_mostHeld) ?? int.MaxValue,
        GuardsKv = !arguments.GetValue(_noGuard),
        WarmUpShare = arguments.GetValue(_warmUp) ?? ExperimentPlan.DefaultWarmUpShare,
    };

    private static Option<double?> Milliseconds(string name, string description) => Number(
        name, description, "MS", "milliseconds, or a duration such as 5ms or 1s",
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? double.IsFinite(number) ? number : null
            : DurationText.Parse(text)?.TotalMilliseconds);

    private static Option<double?> Share(string name, string description) => Number(
        name, description, "PART", "0 to below 1, for instance 0.1",
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number is >= 0 and < 1 ? number : null);

    private static Option<double?> Number(
        string name, string description, string helpName, string expected, Func<string, double?> parse) => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = argument =>
            {
                var text = argument.Tokens[0].Value;
                if (parse(text) is { } number)
                    return number;
                argument.AddError($"{name} {text}: expected {expected}.");
                return null;
            },
        };
}
