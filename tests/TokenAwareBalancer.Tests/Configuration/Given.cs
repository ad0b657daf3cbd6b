namespace TokenAwareBalancer.Configuration;

/// <summary>Loads configurations for tests, with an environment and a vocabulary of the tests' own.</summary>
internal static class Given
{
    /// <summary>The least that is valid; tests append to it. Three lines.</summary>
    public const string Minimal = "backends:\n  - name: a\n    url: http://h\n";

    public const string Secret = "sk-do-not-show";

    public static ConfigurationVocabulary Vocabulary { get; } =
        new(["round-robin", "pending-prefill"], ["cl100k_base", "none"]);

    public static ConfigurationResult Load(string yaml, params ConfigurationOverride[] overrides) =>
        ConfigurationLoader.LoadText(yaml, "f.yaml", overrides, Vocabulary, Variable);

    public static BalancerOptions Options(string yaml, params ConfigurationOverride[] overrides)
    {
        var result = Load(yaml, overrides);
        Assert.Empty(result.Errors);
        return result.Options!;
    }

    public static string[] Errors(string yaml, params ConfigurationOverride[] overrides)
    {
        var result = Load(yaml, overrides);
        Assert.Equal(result.Errors.Count > 0, result.Options is null);
        return [.. result.Errors.Select(error => error.ToString())];
    }

    public static ConfigurationOverride Set(string path, string value) => new("--set", path, value);

    public static string RepositoryFile(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Repository", name));

    private static string? Variable(string name) => name switch
    {
        "HOST" => "gpu.example",
        "WEIGHT" => "2.5",
        "HEAVY" => "heavy",
        "EMPTY" => "",
        "KEY" => Secret,
        _ => null,
    };
}
