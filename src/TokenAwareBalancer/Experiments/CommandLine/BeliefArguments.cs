using System.Collections.Frozen;
using System.CommandLine;
using TokenAwareBalancer.Simulating.Disturbing;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about how wrong balancers are.</summary>
internal sealed class BeliefArguments
{
    private readonly Option<double?> _countError = RelativeError.Error(
        "--count-error", "Prompts are counted as 1 + this times what they are, until usage teaches better [default: 0].");

    private readonly Option<double?> _countNoise = RelativeError.Noise(
        "--count-noise", "And each by a factor of its own, of mean 1 [default: 0].");

    private readonly Option<double?> _outputError = RelativeError.Error(
        "--output-error", "Answers are expected to be 1 + this times as long as is estimated [default: 0].");

    private readonly Option<double?> _outputNoise = RelativeError.Noise(
        "--output-noise", "And each by a factor of its own, of mean 1 [default: 0].");

    private readonly Option<string?> _outputEstimate = Choice(
        "--output-estimate", "How long answers are expected to be: as learned from answers, or told in advance by "
            + "clients that know [default: learned].", "learned", "told");

    private readonly Option<string?> _usage = Choice(
        "--usage", "Whether answers end with what they used, which mends what was counted [default: told].",
        "told", "none");

    private readonly Option<string[]> _speedErrors = new("--speed-error")
    {
        Description = "At the start engines are believed to take 1 + this times as long as they do, all or those of a "
            + "profile; may be repeated [default: nothing is believed].",
        HelpName = "[PROFILE=]PART",
    };

    private readonly Option<double?> _speedNoise = RelativeError.Noise(
        "--speed-noise", "And each engine by a factor of its own, of mean 1 [default: 0].");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_countError, _countNoise, _outputError, _outputNoise, _outputEstimate, _usage,
            _speedErrors, _speedNoise])
            command.Options.Add(option);
    }

    public ExperimentPlan Apply(ParseResult arguments, ExperimentPlan plan, List<string> errors)
    {
        var beliefs = new BeliefErrors
        {
            PromptError = arguments.GetValue(_countError) ?? 0,
            PromptNoise = arguments.GetValue(_countNoise) ?? 0,
            OutputError = arguments.GetValue(_outputError) ?? 0,
            OutputNoise = arguments.GetValue(_outputNoise) ?? 0,
            IsOutputTold = arguments.GetValue(_outputEstimate) == "told",
            IsUsageSilent = arguments.GetValue(_usage) == "none",
            Speeds = ReadSpeeds(arguments, errors),
        };
        try
        {
            beliefs.Check(plan.Fleet.Backends);
        }
        catch (ArgumentException exception)
        {
            errors.Add($"--speed-error: {exception.Message}");
        }

        return plan with { Beliefs = beliefs };
    }

    private SpeedErrors? ReadSpeeds(ParseResult arguments, List<string> errors)
    {
        var texts = arguments.GetValue(_speedErrors) ?? [];
        var noise = arguments.GetValue(_speedNoise);
        if (texts.Length == 0 && noise is null)
            return null;
        Dictionary<string, double> parts = [];
        foreach (var text in texts)
        {
            var profile = text.LastIndexOf('=') is > 0 and var end ? text[..end] : "";
            if (!parts.TryAdd(profile, ReadPart(text, profile, errors)))
                errors.Add($"--speed-error {text}: {(profile.Length > 0 ? profile : "all engines")} once.");
        }

        var all = parts.GetValueOrDefault("");
        parts.Remove("");
        return new SpeedErrors(all, noise ?? 0) { OfProfiles = parts.ToFrozenDictionary() };
    }

    private static double ReadPart(string text, string profile, List<string> errors)
    {
        try
        {
            return RelativeError.Read(profile.Length > 0 ? text[(profile.Length + 1)..] : text);
        }
        catch (FormatException exception)
        {
            errors.Add($"--speed-error {exception.Message}.");
            return 0;
        }
    }

    private static Option<string?> Choice(string name, string description, string usual, string other) => new(name)
    {
        Description = description,
        HelpName = $"{usual}|{other}",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (text == usual || text == other)
                return text;
            argument.AddError($"{name} {text}: expected {usual} or {other}.");
            return null;
        },
    };
}
