using System.CommandLine;
using System.CommandLine.Parsing;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Counting;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Commands;

/// <summary>What the command line of <c>balancer count</c> says.</summary>
internal sealed class CountArguments
{
    private readonly Argument<string[]> _inputs = new("input")
    {
        Description = "Files, directories (with all below them), or - for standard input.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _model = new("--model", "-m")
    {
        Description = "Count by the tokenizer of this model: as configured, else by its well-known name, else estimate.",
        HelpName = "MODEL",
    };

    private readonly Option<string?> _tokenizer = new("--tokenizer", "-t")
    {
        Description = "Count by this tokenizer, whatever the model: "
            + $"{string.Join(", ", BuiltInTokenizers.Names)}, or a file, for instance a model's tokenizer.json.",
        HelpName = "NAME-OR-FILE",
    };

    private readonly Option<bool> _text = new("--text")
    {
        Description = "Count every input as text, also one that looks like the body of a request.",
    };

    private readonly Option<string?> _request = new("--request")
    {
        Description = $"Count every input as the body of a request of this API: "
            + $"{string.Join(", ", RequestRecognizer.Apis.Keys)}. Otherwise a JSON object is looked at.",
        HelpName = "API",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the result as JSON and nothing else on standard output.",
    };

    private readonly Option<string> _file = new("--config", "-c")
    {
        Description = "The configuration file that says which tokenizer a model has.",
        HelpName = "FILE",
        DefaultValueFactory = _ => ConfigurationArguments.DefaultFile,
    };

    private Option[] Options => [_model, _tokenizer, _text, _request, _json, _file];

    public void AddTo(Command command)
    {
        command.Arguments.Add(_inputs);
        foreach (var option in Options)
            command.Options.Add(option);
        _inputs.Validators.Add(RefuseUnknownOptions);
        _request.Validators.Add(RequireApi);
        command.Validators.Add(RequireOneOfEach);
    }

    public bool HasInputs(ParseResult arguments) => arguments.GetValue(_inputs) is { Length: > 0 };

    public bool IsJson(ParseResult arguments) => arguments.GetValue(_json);

    public CountPlan Plan(ParseResult arguments) => new(
        HasInputs(arguments) ? arguments.GetValue(_inputs)! : [InputWalk.StandardInput],
        arguments.GetValue(_text),
        arguments.GetValue(_request) is { } api ? RequestRecognizer.Apis[api].Surface : null);

    /// <summary>The configuration; null where there is no file, and nobody named one.</summary>
    /// <remarks>Not read for <c>--tokenizer</c>, which asks nothing of it: a broken file does not stand in the way.</remarks>
    public ConfigurationResult? LoadConfiguration(ParseResult arguments)
    {
        var isNamed = arguments.GetResult(_file) is { Implicit: false };
        var file = arguments.GetValue(_file)!;
        if (arguments.GetValue(_tokenizer) is not null || (!isNamed && !File.Exists(file)))
            return null;
        return ConfigurationLoader.LoadFile(
            file, [], ConfigurationVocabulary.Shipped, Environment.GetEnvironmentVariable);
    }

    /// <param name="arguments">What was said.</param>
    /// <param name="options">The configuration, if there is any.</param>
    /// <exception cref="CountException">The tokenizer is not known.</exception>
    public TokenizerChooser CreateChooser(ParseResult arguments, BalancerOptions? options) => new(
        arguments.GetValue(_tokenizer),
        arguments.GetValue(_model),
        options,
        options is null ? null : arguments.GetValue(_file));

    private void RefuseUnknownOptions(ArgumentResult result)
    {
        var known = Options.Select(static option => option.Name).ToArray();
        foreach (var name in result.Tokens.Select(static token => token.Value))
        {
            if (name is ['-', _, ..] && !Path.Exists(name))
            {
                result.AddError($"\"{name}\" is no option of count{NearestName.Hint(name, known)}; expected "
                    + $"{NearestName.OneOf(known)}. A file of that name is ./{name}.");
            }
        }
    }

    private static void RequireApi(OptionResult result)
    {
        var known = RequestRecognizer.Apis.Keys.ToArray();
        foreach (var token in result.Tokens.Where(token => !known.Contains(token.Value)))
        {
            result.AddError($"--request: \"{token.Value}\" is not a known API"
                + $"{NearestName.Hint(token.Value, known)}; expected {NearestName.OneOf(known)}.");
        }
    }

    private void RequireOneOfEach(CommandResult result)
    {
        if (result.GetResult(_model) is { Implicit: false } && result.GetResult(_tokenizer) is { Implicit: false })
            result.AddError("--model and --tokenizer exclude each other: --tokenizer counts whatever the model.");
        if (result.GetResult(_text) is { Implicit: false } && result.GetResult(_request) is { Implicit: false })
            result.AddError("--text and --request exclude each other.");
    }
}
