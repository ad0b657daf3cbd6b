using System.CommandLine;
using TokenAwareBalancer.Workloads.Bodies;
using TokenAwareBalancer.Workloads.Mixes;
using TokenAwareBalancer.Workloads.Prompts;
using TokenAwareBalancer.Workloads.Traces;

namespace TokenAwareBalancer.Workloads;

/// <summary>What the command line says about where requests come from.</summary>
internal sealed class WorkloadArguments
{
    /// <summary>With <c>--input-tokens</c> alone; also what the simulated engine answers by default.</summary>
    private const int DefaultOutputTokens = 128;

    private readonly Option<string?> _mix = new("--mix")
    {
        Description = $"Draw requests from a named mix [default: {NamedMixes.Default}].",
        HelpName = "NAME",
    };

    private readonly Option<string?> _prompts = new("--prompts")
    {
        Description = "Send the prompts of a file, one JSON object to a line, again from the first after the last.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _trace = new("--trace")
    {
        Description = "Send requests of the lengths and times of a trace, in Azure's CSV or Mooncake's JSON lines.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _shuffle = new("--shuffle")
    {
        Description = "Send the requests of a trace in a random order, drawn by the seed, instead of its own.",
    };

    private readonly Option<int?> _inputTokens = NumberArgument.Whole(
        "--input-tokens", "Send prompts of this length.", TraceRequest.MostTokens);

    private readonly Option<int?> _outputTokens = NumberArgument.Whole(
        "--output-tokens",
        $"Length of every answer [default: what the source says; {DefaultOutputTokens} with --input-tokens].",
        TraceRequest.MostTokens);

    private readonly Option<string?> _surface = new("--surface")
    {
        Description = $"The API that requests are written for [default: {RequestSurface.Chat.Name}; with --prompts, "
            + "what each line is].",
        HelpName = "NAME",
    };

    private readonly Option<bool> _noStream = new("--no-stream") { Description = "Ask for whole answers." };

    private readonly Option<bool> _noUsage = new("--no-usage")
    {
        Description = "Leave out stream_options.include_usage, for servers that refuse it.",
    };

    public WorkloadArguments()
    {
        _mix.AcceptOnlyFromAmong([.. NamedMixes.All.Keys]);
        _surface.AcceptOnlyFromAmong([.. RequestSurface.All.Select(surface => surface.Name)]);
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _mix, _prompts, _trace, _shuffle, _inputTokens, _outputTokens, _surface, _noStream, _noUsage])
            command.Options.Add(option);
    }

    /// <summary>Opens what the command line names; a file is read once to its end.</summary>
    /// <param name="arguments">Without errors.</param>
    /// <param name="model">The model that requests name.</param>
    /// <param name="error">Where it is written what is wrong and what would be right.</param>
    /// <returns>Null after an error: wrong input.</returns>
    public IWorkload? Read(ParseResult arguments, string model, TextWriter error)
    {
        try
        {
            RequireOneSource(arguments);
            return Open(arguments, ReadShape(arguments, model));
        }
        catch (WorkloadException exception)
        {
            error.WriteLine(exception.Message);
            return null;
        }
    }

    private void RequireOneSource(ParseResult arguments)
    {
        Option[] given = [.. ((Option[])[_mix, _prompts, _trace, _inputTokens])
            .Where(option => arguments.GetResult(option) is { Implicit: false })];
        if (given.Length > 1)
            throw new WorkloadException(
                $"{string.Join(" and ", given.Select(option => option.Name))} each name a source of requests: "
                + "give one of --mix, --prompts, --trace and --input-tokens.");
        if (arguments.GetValue(_shuffle) && arguments.GetValue(_trace) is null)
            throw new WorkloadException("--shuffle puts a trace in another order: name one with --trace FILE.");
    }

    private RequestShape ReadShape(ParseResult arguments, string model)
    {
        var surface = RequestSurface.Find(arguments.GetValue(_surface)) ?? RequestSurface.Chat;
        var outputTokens = arguments.GetValue(_outputTokens);
        if (outputTokens is not null && !surface.Generates)
            throw new WorkloadException($"--output-tokens: {surface.Name} have no answer to generate; leave it out.");
        return new RequestShape(surface, model)
        {
            IsStreaming = !arguments.GetValue(_noStream),
            IncludesUsage = !arguments.GetValue(_noUsage),
            OutputTokens = outputTokens,
        };
    }

    private IWorkload Open(ParseResult arguments, RequestShape shape)
    {
        if (arguments.GetValue(_trace) is { } trace)
            return OpenTrace(trace, shape, arguments.GetValue(_shuffle));
        if (arguments.GetValue(_prompts) is { } prompts)
            return OpenPrompts(prompts, shape, RequestSurface.Find(arguments.GetValue(_surface)));
        if (arguments.GetValue(_inputTokens) is { } inputTokens)
            return new MixWorkload("fixed lengths", RequestMix.Fixed(inputTokens, DefaultOutputTokens), shape);
        var mix = arguments.GetValue(_mix) ?? NamedMixes.Default;
        return new MixWorkload($"mix {mix}", NamedMixes.All[mix], shape);
    }

    private static TraceWorkload OpenTrace(string path, RequestShape shape, bool isShuffled) =>
        new($"trace {Path.GetFileName(path)}", TraceFile.Open(path), shape, isShuffled);

    private static PromptFileWorkload OpenPrompts(string path, RequestShape shape, RequestSurface? asked) =>
        new($"prompts {Path.GetFileName(path)}", PromptFile.Open(path, shape, asked));
}
