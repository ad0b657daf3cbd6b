using System.CommandLine;
using System.CommandLine.Parsing;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Reloading;

namespace TokenAwareBalancer.Commands;

/// <summary>The options of every command that reads the configuration.</summary>
internal sealed class ConfigurationArguments
{
    public const string DefaultFile = "balancer.yaml";

    private readonly Option<string> _file = new("--config", "-c")
    {
        Description = "The configuration file; if there is none by the default name, serve looks for engines.",
        HelpName = "FILE",
        DefaultValueFactory = _ => DefaultFile,
    };

    private readonly Option<string[]> _listen = new("--listen")
    {
        Description = "Where clients connect, instead of the file's listen; may be repeated.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string[]> _adminListen = new("--admin-listen")
    {
        Description = "Where operators connect, instead of the file's admin.listen; may be repeated.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _policy = new("--policy")
    {
        Description = "How backends are chosen, instead of the file's policy.",
        HelpName = "NAME",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Any setting, above the file: --set timeouts.firstToken=30s --set backends.0.weight=2.",
        HelpName = "PATH=VALUE",
    };

    public ConfigurationArguments() => _set.Validators.Add(RequireAssignments);

    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        command.Options.Add(_listen);
        command.Options.Add(_adminListen);
        command.Options.Add(_policy);
        command.Options.Add(_set);
    }

    public string File(ParseResult arguments) => arguments.GetValue(_file) ?? DefaultFile;

    /// <summary>Whether nobody named a file, and there is none by the default name.</summary>
    public bool IsWithoutFile(ParseResult arguments) =>
        arguments.GetResult(_file) is null or { Implicit: true } && !System.IO.File.Exists(DefaultFile);

    /// <summary>The named options first, so that <c>--set</c> can refine what they set.</summary>
    public IReadOnlyList<ConfigurationOverride> Overrides(ParseResult arguments) =>
    [
        .. Replace(_listen, "listen", arguments),
        .. Replace(_adminListen, "admin.listen", arguments),
        .. Replace(_policy, "policy", arguments),
        .. (arguments.GetValue(_set) ?? []).Select(Assignment),
    ];

    /// <summary>The file that the arguments name, with what they override, to be read again and again.</summary>
    public ConfigurationSource Source(ParseResult arguments) =>
        new(File(arguments), () => Load(arguments));

    /// <summary>Reads the file that the arguments name, with what they override.</summary>
    public ConfigurationResult Load(ParseResult arguments) => ConfigurationLoader.LoadFile(
        File(arguments), Overrides(arguments), ConfigurationVocabulary.Shipped, Environment.GetEnvironmentVariable);

    // An empty list first: the option stands for the whole list, also when the file's is longer.
    private static ConfigurationOverride[] Replace(Option<string[]> option, string path, ParseResult arguments) =>
        arguments.GetValue(option) is { Length: > 0 } items
            ? [new(option.Name, path, "[]"), .. items.Select((item, index) => Item(option, path, index, item))]
            : [];

    private static ConfigurationOverride Item(Option<string[]> option, string path, int index, string value) =>
        new(option.Name, $"{path}.{index}", value);

    private static ConfigurationOverride[] Replace(Option<string?> option, string path, ParseResult arguments) =>
        arguments.GetValue(option) is { } value ? [new(option.Name, path, value)] : [];

    private ConfigurationOverride Assignment(string assignment)
    {
        var separator = assignment.IndexOf('=', StringComparison.Ordinal);
        return new(_set.Name, assignment[..separator].Trim(), assignment[(separator + 1)..]);
    }

    // The argument is not repeated in the message: it may hold a key.
    private static void RequireAssignments(OptionResult result)
    {
        if (result.Tokens.Any(token => token.Value.IndexOf('=', StringComparison.Ordinal) <= 0))
            result.AddError("--set takes path=value, for instance --set timeouts.firstToken=30s.");
    }
}
