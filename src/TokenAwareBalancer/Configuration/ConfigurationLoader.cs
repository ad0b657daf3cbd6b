using TokenAwareBalancer.Configuration.Binding;
using TokenAwareBalancer.Configuration.Reading;
using TokenAwareBalancer.Configuration.Validating;
using YamlDotNet.Core;

namespace TokenAwareBalancer.Configuration;

/// <summary>
/// Turns a file and the command line's overrides into options: read the YAML, put the overrides in, and the
/// backends of a file of their own, bind every setting, check the rules between settings; all errors but the first are
/// reported together.
/// </summary>
internal static class ConfigurationLoader
{
    public static ConfigurationResult LoadFile(
        string path,
        IReadOnlyList<ConfigurationOverride> overrides,
        ConfigurationVocabulary vocabulary,
        Func<string, string?> environment)
    {
        var files = new ReadFiles();
        var result = files.Read(path, out var problem) is { } text
            ? LoadText(text, path, files, overrides, vocabulary, environment)
            : Unusable(new(path), problem!, problem == ReadFiles.Missing ? "a YAML file; --config names it" : "");
        return result.From(files);
    }

    /// <summary>The same of a text, which may refer to files.</summary>
    public static ConfigurationResult LoadText(
        string text,
        string name,
        IReadOnlyList<ConfigurationOverride> overrides,
        ConfigurationVocabulary vocabulary,
        Func<string, string?> environment) =>
        LoadText(text, name, new ReadFiles(), overrides, vocabulary, environment);

    /// <param name="text">YAML.</param>
    /// <param name="name">What errors call the text.</param>
    /// <param name="files">Reads what the text refers to.</param>
    /// <param name="overrides">Applied in order; later ones win.</param>
    /// <param name="vocabulary">The names the text may refer to.</param>
    /// <param name="environment">The value of a variable, null when it is not set.</param>
    private static ConfigurationResult LoadText(
        string text,
        string name,
        ReadFiles files,
        IReadOnlyList<ConfigurationOverride> overrides,
        ConfigurationVocabulary vocabulary,
        Func<string, string?> environment)
    {
        ConfigurationNode? tree;
        try
        {
            tree = NodeReader.Read(text, name);
        }
        catch (YamlException fault)
        {
            var origin = new Origin(name, (int)fault.Start.Line, (int)fault.Start.Column);
            return Unusable(origin, $"is not valid YAML: {fault.Message}", "");
        }

        var context = new BindingContext(vocabulary, environment) { Files = files };
        tree = new NodeOverrides(ShapeFactory.Root, context.Errors).Apply(tree, overrides);
        tree = new BackendsFile(files, context).Graft(tree);
        return tree is null
            ? Unusable(new(name), "is empty", "at least one backend")
            : Bind(tree, context);
    }

    private static ConfigurationResult Bind(ConfigurationNode tree, BindingContext context)
    {
        var options = (BalancerOptions?)ShapeFactory.Root.Bind(tree, SettingPath.Root, context);
        if (options is not null)
            new BalancerOptionsValidator(options, context).Validate();
        return context.Errors.Count == 0
            ? ConfigurationResult.Valid(options!)
            : ConfigurationResult.Invalid(context.Errors);
    }

    private static ConfigurationResult Unusable(Origin origin, string problem, string expected) =>
        ConfigurationResult.Invalid([origin.Error(SettingPath.Root, null, problem, expected)]);
}
