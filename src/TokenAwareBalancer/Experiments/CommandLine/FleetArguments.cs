using System.CommandLine;
using TokenAwareBalancer.Experiments.Fleets;
using TokenAwareBalancer.Simulating.Engines;
using TokenAwareBalancer.Workloads;

namespace TokenAwareBalancer.Experiments.CommandLine;

/// <summary>What the command line of <c>balancer simulate</c> says about the engines.</summary>
internal sealed class FleetArguments
{
    private const int MostKvTokens = 1_000_000_000;

    private readonly Option<string?> _fleet = new("--fleet")
    {
        Description = $"The engines, for instance {FleetText.Example}. "
            + $"Known: {string.Join(", ", HardwareProfiles.Names)}.",
        HelpName = "NxPROFILE,…",
    };

    private readonly Option<string[]> _profiles = new("--profile")
    {
        Description = "A profile of your own that --fleet can name, for instance "
            + $"{HardwareProfileText.Example}; may be repeated.",
        HelpName = "NAME=PROFILE:…",
    };

    private readonly Option<int?> _kvTokens = NumberArgument.Whole(
        "--kv-tokens", "What the KV cache of each engine holds [default: its profile's].", MostKvTokens);

    public void AddTo(Command command)
    {
        command.Options.Add(_fleet);
        command.Options.Add(_profiles);
        command.Options.Add(_kvTokens);
    }

    /// <returns>Null after an error.</returns>
    public ExperimentFleet? Read(ParseResult arguments, List<string> errors)
    {
        var profiles = HardwareProfiles.Names.ToDictionary(name => name, name => HardwareProfiles.Find(name)!);
        foreach (var text in arguments.GetValue(_profiles) ?? [])
            Read("--profile", () => HardwareProfileText.Parse(text), errors, one => Add(one, profiles, errors));
        if (arguments.GetValue(_fleet) is not { } fleet)
        {
            errors.Add($"--fleet: say which engines to simulate, for instance --fleet {FleetText.Example}.");
            return null;
        }

        ExperimentFleet? read = null;
        if (errors.Count == 0)
            Read("--fleet", () => FleetText.Parse(fleet, profiles), errors, one => read = one);
        return arguments.GetValue(_kvTokens) is { } kvTokens && read is not null ? read.WithKv(kvTokens) : read;
    }

    private static void Add(HardwareProfile profile, Dictionary<string, HardwareProfile> profiles, List<string> errors)
    {
        if (!profiles.TryAdd(profile.Name, profile))
            errors.Add($"--profile: there is a profile \"{profile.Name}\" already: give another name.");
    }

    private static void Read<T>(string option, Func<T> parse, List<string> errors, Action<T> use)
    {
        try
        {
            use(parse());
        }
        catch (FormatException exception)
        {
            errors.Add($"{option}: {exception.Message}.");
        }
    }
}
