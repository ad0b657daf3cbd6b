using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using TokenAwareBalancer.Engine.Answering;
using TokenAwareBalancer.Engine.Identities;
using TokenAwareBalancer.Simulating.Engines;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Engine;

/// <summary>The command line of <c>balancer engine</c>: which options there are, and what they set.</summary>
/// <remarks>
/// Texts that cannot be read are parse errors. Values out of range are left to <see cref="EngineOptionsValidator"/>, so
/// that a range is known in one place.
/// </remarks>
internal sealed class EngineArguments
{
    private static readonly EngineOptions Defaults = new();

    private static readonly string KnownIdentities = string.Join(", ", EngineIdentity.KnownNames);

    private static readonly string KnownHardware = string.Join(", ", HardwareProfiles.Names);

    private readonly List<Option> _all = [];
    private readonly List<Action<ParseResult, EngineOptions>> _setters = [];
    private readonly string _prefix;

    /// <param name="findTokenCounter">Finds a tokenizer by its name; null leaves the option out.</param>
    /// <param name="prefix">What option names begin with, for a command that has others of the same name.</param>
    public EngineArguments(Func<string, ITokenCounter?>? findTokenCounter, string prefix = "--")
    {
        _prefix = prefix;
        AddShape();
        AddTimes();
        AddLimits();
        AddPrefixCache();
        AddAnswers();
        if (findTokenCounter is not null)
            AddTokenizer(findTokenCounter);
    }

    public IReadOnlyList<Option> All => _all;

    public EngineOptions Read(ParseResult result)
    {
        var options = new EngineOptions();
        foreach (var set in _setters)
            set(result, options);
        return options;
    }

    private void AddShape()
    {
        Add("--port", "Port to listen on; 0 takes a free one and prints it [default: 0].", "N",
            ParseInteger, static (o, port) => o.Port = port);
        Add("--host", "Address to listen on [default: 127.0.0.1].", "ADDRESS",
            ParseHost, static (o, host) => o.Host = host);
        Add("--name", $"Sent as the Server header [default: {Defaults.Name}].", "NAME",
            static token => token, static (o, name) => o.Name = name);
        Add("--like", $"The engine it passes for: {KnownIdentities} [default: {Defaults.Identity.Name}].", "ENGINE",
            ParseIdentity, static (o, identity) => o.Identity = identity);
        AddModels();
        AddFlag("--strict-model", "Answer 404 for other models.", static o => o.StrictModel = true);
        Add("--profile", "batching or serial [default: batching].", "PROFILE",
            ParseProfile, static (o, profile) => o.Profile = profile);
        Add("--hardware", $"Times and limits of {KnownHardware}, or NAME=PROFILE:KEY=VALUE,… "
            + "[default: those below].", "HARDWARE",
            ParseHardware, static (o, hardware) => o.Hardware = hardware);
    }

    private void AddTimes()
    {
        Add("--prefill-ms-per-token", "Time of a prompt token [default: batching 0.07, serial 1].", "MS",
            ParseNumber, static (o, milliseconds) => o.PrefillMillisecondsPerToken = milliseconds);
        Add("--decode-ms-per-token", "Time of a token generated [default: batching 11, serial 0].", "MS",
            ParseNumber, static (o, milliseconds) => o.DecodeMillisecondsPerToken = milliseconds);
        Add("--decode-ms-per-stream", "What each stream adds to it; batching [default: 0.03].", "MS",
            ParseNumber, static (o, milliseconds) => o.DecodeMillisecondsPerStream = milliseconds);
        Add("--jitter", "Vary each time by up to this part [default: batching 0.03, serial 0.2].", "PART",
            ParseNumber, static (o, jitter) => o.Jitter = jitter);
        Add("--speed", "Divide all times by this [default: 1].", "FACTOR",
            ParseNumber, static (o, speed) => o.Speed = speed);
        Add("--loading", "Answer 503 that long after the start, in real time [default: 0].", "SECONDS",
            ParseNumber, static (o, seconds) => o.LoadingSeconds = seconds);
        Add("--seed", "Start of all random draws [default: 1].", "N",
            ParseInteger, static (o, seed) => o.Seed = seed);
    }

    private void AddLimits()
    {
        Add("--max-concurrency", "Requests that run at once [default: batching 256, serial 1].", "N",
            ParseInteger, static (o, requests) => o.MaxConcurrency = requests);
        Add("--queue-limit", "Requests that may wait; more get 429 [default: no limit].", "N",
            ParseInteger, static (o, requests) => o.QueueLimit = requests);
        Add("--token-budget", "Tokens of one iteration; batching [default: 2048].", "N",
            ParseInteger, static (o, tokens) => o.TokenBudget = tokens);
        Add("--kv-cache-tokens",
            $"What its KV cache holds, and the longest context [default: {Defaults.ContextTokens}].", "N",
            ParseInteger, static (o, tokens) => o.KvCacheTokens = tokens);
    }

    private void AddPrefixCache() => AddFlag(
        "--prefix-cache",
        "Do not compute again what a prompt begins with as an earlier one did; batching, without --tokenizer.",
        static o => o.CachesPrefixes = true);

    private void AddAnswers()
    {
        Add("--answer-tokens", "N, uniform:A-B or lognormal:MEDIAN,SIGMA [default: batching 128, serial 8].", "LENGTH",
            ParseLength, static (o, length) => o.AnswerTokens = length);
        AddFlag("--early-start", "Open streams before the first token is there.", static o => o.EarlyStart = true);
        Add("--fail", "NAME=PROBABILITY,… of refuse, 500, 429, stall, cut, close [default: none].", "FAILURES",
            ParseFailures, static (o, failures) => o.Failures = failures);
    }

    private void AddTokenizer(Func<string, ITokenCounter?> findTokenCounter) =>
        Add("--tokenizer", "Counts prompts [default: one token per four bytes].", "NAME",
            token => findTokenCounter(token)
                ?? throw new FormatException("expected the name of a tokenizer that this build has"),
            static (o, counter) => o.TokenCounter = counter);

    private void AddModels()
    {
        var option = new Option<string[]>(Prefixed("--model"))
        {
            Description = $"Model it serves; may be repeated [default: {Defaults.Models[0]}].",
            HelpName = "NAME",
        };
        _all.Add(option);
        _setters.Add((result, options) =>
        {
            if (result.GetValue(option) is { Length: > 0 } models)
                options.Models = models;
        });
    }

    private void AddFlag(string name, string description, Action<EngineOptions> set)
    {
        var option = new Option<bool>(Prefixed(name)) { Description = description };
        _all.Add(option);
        _setters.Add((result, options) =>
        {
            if (result.GetValue(option))
                set(options);
        });
    }

    private void Add<T>(
        string name, string description, string helpName, Func<string, T> parse, Action<EngineOptions, T> set)
    {
        name = Prefixed(name);
        var option = new Option<T>(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = argument => Parse(name, argument, parse),
        };
        _all.Add(option);
        _setters.Add((result, options) =>
        {
            if (result.GetResult(option) is { Implicit: false })
                set(options, result.GetValue(option)!);
        });
    }

    private string Prefixed(string name) => _prefix + name[2..];

    private static T? Parse<T>(string name, ArgumentResult argument, Func<string, T> parse)
    {
        var token = argument.Tokens[0].Value;
        try
        {
            return parse(token);
        }
        catch (FormatException exception)
        {
            argument.AddError($"{name} {token}: {exception.Message}.");
            return default;
        }
    }

    private static int ParseInteger(string token) =>
        int.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("expected a whole number");

    private static double ParseNumber(string token) =>
        double.TryParse(token, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("expected a number such as 0.07");

    private static IPAddress ParseHost(string token) => token switch
    {
        "localhost" => IPAddress.Loopback,
        _ when IPAddress.TryParse(token, out var address) => address,
        _ => throw new FormatException("expected an IP address, for instance 127.0.0.1 or 0.0.0.0"),
    };

    private static EngineProfile ParseProfile(string token) => token switch
    {
        "batching" => EngineProfile.Batching,
        "serial" => EngineProfile.Serial,
        _ => throw new FormatException("expected batching or serial"),
    };

    private static HardwareProfile ParseHardware(string token)
    {
        if (HardwareProfiles.Find(token) is { } known)
            return known;
        return token.Contains('=', StringComparison.Ordinal)
            ? HardwareProfileText.Parse(token)
            : throw new FormatException(
                $"expected {KnownHardware}, or one of your own: {HardwareProfileText.Example}");
    }

    private static EngineIdentity ParseIdentity(string token) =>
        EngineIdentity.Find(token) ?? throw new FormatException($"expected one of {KnownIdentities}");

    private static AnswerLength ParseLength(string token) =>
        AnswerLength.Parse(token) ?? throw new FormatException(
            "expected tokens from 1 to 1000000: 128, uniform:10-200, or lognormal:150,1.0 (median, sigma up to 5)");

    private static FailureOptions ParseFailures(string token) =>
        FailureOptions.Parse(token, out var error) ?? throw new FormatException(error);
}
