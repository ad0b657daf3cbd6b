using TokenAwareBalancer.Configuration.Reading;

namespace TokenAwareBalancer.Configuration.Binding;

/// <summary>What binding needs beside the nodes, and what it collects: errors, and each value's place.</summary>
internal sealed class BindingContext(ConfigurationVocabulary vocabulary, Func<string, string?> environment)
{
    private readonly Dictionary<string, Origin> _origins = [];

    public ConfigurationVocabulary Vocabulary { get; } = vocabulary;

    public Func<string, string?> Environment { get; } = environment;

    /// <summary>Where files that settings name are noted.</summary>
    public ReadFiles Files { get; init; } = new();

    public List<ConfigurationError> Errors { get; } = [];

    public void Found(SettingPath path, Origin origin) => _origins[path.Text] = origin;

    public bool IsWritten(SettingPath path) => _origins.ContainsKey(path.Text);

    /// <summary>Where the setting was written; only for settings that were.</summary>
    public Origin OriginOf(SettingPath path) => _origins[path.Text];

    /// <summary>True when the setting, or one below it, already has an error.</summary>
    public bool HasErrorAt(SettingPath path) => Errors.Exists(error => path.Holds(error.Path));

    public void Fail(Origin origin, SettingPath path, string problem, string expected = "") =>
        Errors.Add(origin.Error(path, null, problem, expected));

    public void Fail(Origin origin, SettingPath path, string value, string problem, string expected) =>
        Errors.Add(origin.Error(path, value, problem, expected));
}
