namespace TokenAwareBalancer.Configuration;

/// <summary>Backends in a file of their own: the same checks, at that file's places.</summary>
public sealed class BackendsFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("- { name: b, url: http://i }\n- { name: c, url: http://j }")]
    [InlineData("backends:\n  - { name: b, url: http://i }\n  - { name: c, url: http://j }")]
    [InlineData("""[{"name": "b", "url": "http://i"}, {"name": "c", "url": "http://j"}]""")]
    [InlineData("""{"backends": [{"name": "b", "url": "http://i"}, {"name": "c", "url": "http://j"}]}""")]
    public void File_InEachForm_AddsItsBackendsAfterTheOthers(string content)
    {
        File.WriteAllText(_file, content);

        Assert.Equal(["a", "b", "c"], Names(Given.Minimal + Setting));
        Assert.Equal(["b", "c"], Names(Setting));
        Assert.Equal(["b", "c"], Names("backends:\n" + Setting));
    }

    [Fact]
    public void File_NamedByTheEnvironmentOrTheCommandLine_IsReadToo()
    {
        File.WriteAllText(_file, "[{ name: b, url: http://i }]");

        Assert.Equal(["a", "b"], Given.Options(Given.Minimal, Given.Set("backendsFile", _file))
            .Backends.Select(backend => backend.Name));
        Assert.Equal(["b"], Names($"backends-file: ${{UNSET:-{_file}}}"));
    }

    [Theory]
    [InlineData("- name: b\n  url: ftp://i", "2:8: backends[1].url: \"ftp://i\" is neither http nor https; "
        + "expected an http or https URL, for instance http://127.0.0.1:8000/v1")]
    [InlineData("\n- name: a\n  url: http://i", "2:9: backends[1].name: \"a\" repeats backends[0].name; "
        + "expected another name")]
    [InlineData("- name: b\n  url: http://i\n  weigth: 3", "3:3: backends[1].weigth: is not a known key; "
        + "expected weight, the nearest")]
    [InlineData("b: http://i", "1:1: backends: is a mapping; expected a list of backends, or a mapping with backends")]
    [InlineData("policy: random\nbackends: []", "2:1: backends: is not known here; expected backends alone")]
    [InlineData("backends: []\npolicy: random", "2:1: policy: is not known here; expected backends alone")]
    [InlineData("[", "2:1: backends: is not valid YAML: ")]
    [InlineData("hello", "1:1: backends: is a single value; "
        + "expected a list of backends, or a mapping with backends")]
    public void File_WithAMistake_IsAnErrorAtItsOwnPlace(string content, string error)
    {
        File.WriteAllText(_file, content);

        var errors = Given.Errors(Given.Minimal + Setting);

        Assert.StartsWith($"{_file}:{error}", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatHoldsNothing_IsAnErrorAndNotTheEndOfAllBackends()
    {
        File.WriteAllText(_file, "");
        Assert.Equal([$"{_file}: backends: is empty; expected a list of backends, or a mapping with backends; [] for none"],
            Given.Errors(Given.Minimal + Setting));

        File.WriteAllText(_file, "[]");
        Assert.Equal(["a"], Names(Given.Minimal + Setting));
        Assert.Equal([$"{_file}:1:1: backends: is an empty list; expected a list of at least one item"],
            Given.Errors(Setting));
    }

    [Fact]
    public void File_ThatIsNotThere_IsOneErrorAtItsSetting() => Assert.Equal(
        ["f.yaml:1:15: backendsFile: \"/no/such/file\" does not exist; expected a file of backends"],
        Given.Errors("backendsFile: /no/such/file"));

    [Fact]
    public void Files_ThatWereRead_AreKnownWithWhatTheyHeld()
    {
        var main = Path.GetTempFileName();
        File.WriteAllText(main, Setting);
        File.WriteAllText(_file, "broken: [");

        var result = ConfigurationLoader.LoadFile(main, [], Given.Vocabulary, _ => null);

        Assert.Null(result.Options);
        Assert.Equal("broken: ["u8.ToArray(), result.Files[_file]);
        Assert.Equal(2, result.Files.Count);
        File.Delete(main);
    }

    private string Setting => $"backendsFile: {_file}\n";

    private static string[] Names(string yaml) => [.. Given.Options(yaml).Backends.Select(backend => backend.Name)];
}
