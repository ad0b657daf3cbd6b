using System.Diagnostics;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Configuration.Binding;
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
    private readonly IReadOnlyDictionary<string, ModelOptions> _models;
    private readonly string? _source;
    private readonly TokenizerChoice? _always;
    private readonly string? _model;

    /// <param name="tokenizer">The tokenizer to use whatever the model, if one is asked for.</param>
    /// <param name="model">The model to take each input for, if one is asked for.</param>
    /// <param name="models">Those of the configuration.</param>
    /// <param name="source">Where they are from: a file's name, null without one.</param>
    /// <exception cref="CountException">There is no such tokenizer.</exception>
    public TokenizerChooser(
        string? tokenizer, string? model, IReadOnlyDictionary<string, ModelOptions> models, string? source)
    {
        _models = models;
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

    /// <summary>In the order in which the balancer looks: the model's configuration, else its well-known name.</summary>
    private TokenizerChoice Choose(string model)
    {
        if (_models.TryGetValue(model, out var options)
            && (options.LoadedTokenizer ?? FleetFactory.FindTokenizer(options.Tokenizer)) is { } own)
            return new(own, $"as {_source} says of the model {model}");
        if (FindWellKnown(model) is { } name)
            return new(Require(name), $"by the well-known name of the model {model}");
        return new(null, _source is null
            ? $"as the name of the model {model} tells none, and there is no configuration to say it"
            : $"as neither {_source} nor its name says one of the model {model}{NearestName.Hint(model, _models.Keys)}");
    }

    /// <summary>The tokenizer that a model's name tells without a configuration; null when it tells none.</summary>
    private static string? FindWellKnown(string model) => WellKnownModels.FindTokenizer(model);

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
