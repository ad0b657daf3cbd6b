using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TokenAwareBalancer.Configuration.Values;
using TokenAwareBalancer.Load;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Commands;

/// <summary>What the command line of <c>balancer bench</c> says about how much to send, and for how long.</summary>
internal sealed class BenchLoadArguments
{
    public const int DefaultConcurrency = 8;

    /// <summary>Each is some 200 bytes until the end of the run.</summary>
    private const int MostRequests = 10_000_000;

    private const int DefaultMostRequests = 1_000_000;

    /// <summary>What a first request pays for connecting and compiling is not what is asked for.</summary>
    private const int DefaultWarmUpRequests = 10;

    private const int DefaultMostInFlight = 8192;

    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(30);

    private readonly Option<int?> _concurrency = NumberArgument.Whole(
        "--concurrency", $"Keep this many requests under way [default: {DefaultConcurrency}].", 100_000);

    private readonly Option<double?> _load = NumberArgument.Positive(
        "--load", "With --engines: send at this part of what they can do at most, for instance 0.8.", "PART");

    private readonly Option<int?> _requests = NumberArgument.Whole(
        "--requests", "Measure this many requests [default: all of a file, else no limit].", MostRequests);

    private readonly Option<TimeSpan?> _duration = Duration(
        "--duration", "Send for this long [default: 30s where the number of requests is not given].");

    private readonly Option<TimeSpan?> _grace = Duration(
        "--grace", "Let answers finish for this long after the duration [default: 30s].");

    private readonly Option<string?> _warmUp = new("--warmup")
    {
        Description = "Send so many first, or for so long, and do not measure it "
            + $"[default: {DefaultWarmUpRequests} requests].",
        HelpName = "N|DURATION",
    };

    private readonly Option<int?> _mostInFlight = NumberArgument.Whole(
        "--max-in-flight",
        $"In an open loop, send nothing while so many are under way [default: {DefaultMostInFlight}].",
        1_000_000);

    public BenchLoadArguments() => _warmUp.Validators.Add(static result =>
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (!IsCount(text, out _) && DurationText.Parse(text) is null)
            result.AddError($"--warmup {text}: expected a number of requests, or a duration such as 10s.");
    });

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _concurrency, _load, _requests, _duration, _grace, _warmUp, _mostInFlight])
            command.Options.Add(option);
    }

    /// <summary>Null leaves it to the default of a closed loop.</summary>
    public int? Concurrency(ParseResult arguments) => arguments.GetValue(_concurrency);

    /// <summary>The part of the engines' capacity to send at; null when it is not asked for.</summary>
    public double? LoadPart(ParseResult arguments) => arguments.GetValue(_load);

    public int WarmUpRequests(ParseResult arguments) => arguments.GetValue(_warmUp) switch
    {
        null => DefaultWarmUpRequests,
        var text => IsCount(text, out var requests) ? requests : 0,
    };

    /// <param name="arguments">Without errors.</param>
    /// <param name="workload">Its own number of requests is the default.</param>
    public LoadLimits Read(ParseResult arguments, IWorkload workload)
    {
        var warmUp = arguments.GetValue(_warmUp);
        var requests = arguments.GetValue(_requests);
        var duration = arguments.GetValue(_duration);
        if (requests is null && duration is null)
            (requests, duration) = (workload.Count, workload.Count is null ? DefaultDuration : null);
        return new LoadLimits
        {
            MostRequests = (requests ?? DefaultMostRequests) + WarmUpRequests(arguments),
            Duration = duration,
            Grace = arguments.GetValue(_grace) ?? TimeSpan.FromSeconds(30),
            WarmUp = warmUp is null || IsCount(warmUp, out _) ? TimeSpan.Zero : DurationText.Parse(warmUp)!.Value,
            MostInFlight = arguments.GetValue(_mostInFlight) ?? DefaultMostInFlight,
        };
    }

    /// <summary>An option that takes 500ms, 5s or 1m30s.</summary>
    public static Option<TimeSpan?> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = argument => ParseDuration(name, argument),
    };

    private static TimeSpan? ParseDuration(string name, ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        // A timer of .NET can wait 49 days; a day is enough for anybody.
        if (DurationText.Parse(text) is { } duration && duration <= TimeSpan.FromHours(24))
            return duration;
        argument.AddError($"{name} {text}: expected a duration up to 24h, for instance 500ms, 30s or 5m.");
        return null;
    }

    private static bool IsCount(string text, out int requests) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out requests);
}
