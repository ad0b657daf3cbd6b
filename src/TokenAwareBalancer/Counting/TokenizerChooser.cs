using System.Diagnostics;
using System.Text;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Discovering.Names;
using TokenAwareBalancer.Fleet;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Tokenizing.Files;

namespace TokenAwareBalancer.Counting;

/// <summary>Chooses the tokenizer of each input: the one asked for, else that of its model as the balancer would.</summary>
internal sealed class TokenizerChooser
{
    /// <summary>What most models in use are nearest to, of those that are built in.</summary>
    public const string Default = "o200k_base";

    private readonly Dictionary<string, TokenizerChoice> _byModel = new(StringComparer.Ordinal);
    private readonly BalancerOptions? _options;
    private readonly FleetSnapshot? _fleet;
    private readonly string? _source;
    private readonly TokenizerChoice? _always;
    private readonly string? _model;

    /// <param name="tokenizer">The tokenizer to use whatever the model, if one is asked for.</param>
    /// <param name="model">The model to take each input for, if one is asked for.</param>
    /// <param name="options">The configuration; null without one.</param>
    /// <param name="source">The file's name that it is from.</param>
    /// <exception cref="CountException">There is no such tokenizer.</exception>
    public TokenizerChooser(string? tokenizer, string? model, BalancerOptions? options, string? source)
    {
        _options = options;
        _fleet = options is null ? null : FleetFactory.Create(options, new KnownNames());
        _source = source;
        _model = model;
        _always = tokenizer is null ? null : Timed(() => new(Require(tokenizer), "as --tokenizer says"));
    }

    /// <summary>What it took to load tokenizers until now.</summary>
    public TimeSpan LoadingTime { get; private set; }

    /// <summary>The tokenizer of a text of which no model is known but by <c>--model</c>.</summary>
    public TokenizerChoice ForText() =>
        _always ?? OfModel(_model) ?? OfModel(null, () => new(Require(Default), "as no --model or --tokenizer is given"));

    /// <summary>The tokenizer of a request.</summary>
    /// <param name="model">The model that it names, if any.</param>
    public TokenizerChoice ForRequest(string? model) => _always ?? OfModel(_model ?? model) ?? ForText();

    private TokenizerChoice? OfModel(string? model) =>
        string.IsNullOrEmpty(model) ? null : OfModel(model, () => Choose(model));

    private TokenizerChoice OfModel(string? model, Func<TokenizerChoice> choose)
    {
        if (!_byModel.TryGetValue(model ?? "", out var choice))
            _byModel[model ?? ""] = choice = Timed(choose);
        return choice;
    }

    /// <summary>As the fleet has it that the balancer makes of the configuration; else by the model's name.</summary>
    private TokenizerChoice Choose(string model)
    {
        var served = _fleet?.FindModel(Encoding.UTF8.GetBytes(model));
        if (served is null || !_fleet!.IsConfigured(served))
            return OfName(ModelDefinition.ByName(model, [model]));
        if (served.Definition.TokenCounterFrom == TokenizerOrigin.Configuration)
            return new(served.TokenCounter, $"as {_source} says of the model {model}");
        return served.Backends.All(backend => backend.Definition.OwnNameOf(model) == model)
            ? OfName(served.Definition)
            : new(served.TokenCounter, $"by what the backends in {_source} call the model {model}");
    }

    private TokenizerChoice OfName(ModelDefinition model)
    {
        if (model.TokenCounter is { } counter)
            return new(counter, $"by the well-known name of the model {model.Name}");
        return new(null, _options is null
            ? $"as the name of the model {model.Name} tells none, and there is no configuration to say it"
            : $"as neither {_source} nor its name says one of the model {model.Name}"
                + NearestName.Hint(model.Name, _options.Models.Keys));
    }

    private static ITokenEncoder Require(string nameOrFile)
    {
        var known = BuiltInTokenizers.Names;
        if (!known.Contains(nameOrFile) && IsName(nameOrFile) && !File.Exists(nameOrFile))
        {
            throw new CountException($"\"{nameOrFile}\" is not a known tokenizer{NearestName.Hint(nameOrFile, known)}; "
                + $"expected {NearestName.OneOf(known)}, or a file");
        }

        try
        {
            return TokenizerSource.Resolve(nameOrFile);
        }
        catch (TokenizerFileException exception)
        {
            throw new CountException(exception.Message.TrimEnd('.'));
        }
    }

    // What has neither a folder nor an ending nor a pattern is hardly meant as a file.
    private static bool IsName(string nameOrFile) => nameOrFile.IndexOfAny(['/', '\\', '.', ':']) < 0;

    private TokenizerChoice Timed(Func<TokenizerChoice> choose)
    {
        var started = Stopwatch.GetTimestamp();
        var choice = choose();
        LoadingTime += Stopwatch.GetElapsedTime(started);
        return choice;
    }
}
