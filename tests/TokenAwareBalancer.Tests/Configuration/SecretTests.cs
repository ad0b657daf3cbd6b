using System.Text.Json;

namespace TokenAwareBalancer.Configuration;

/// <summary>Whatever is wrong, a secret is not in what is printed.</summary>
public sealed class SecretTests
{
    [Theory]
    [InlineData("    apiKey: \"" + Given.Secret + " \"")]
    [InlineData("    apiKey: [" + Given.Secret + "]")]
    [InlineData("    apiKey: {" + Given.Secret + ": x}")]
    [InlineData("    apiKey: *" + Given.Secret)]
    [InlineData("    apiKey: \"" + Given.Secret + "${\"")]
    [InlineData("    apiKey: \"${NOWHERE:-" + Given.Secret + " }\"")]
    [InlineData("    api_key: a\n    apiKey: " + Given.Secret)]
    [InlineData("    apikey: " + Given.Secret)]
    [InlineData("    weight: ${KEY}")]
    [InlineData("  - {name: b, url: \"http://u:" + Given.Secret + "@h\"}")]
    [InlineData("  - {name: b, url: \"u:" + Given.Secret + "@h\"}")]
    [InlineData("  - {name: b, url: \"http://h/?key=" + Given.Secret + "\"}")]
    [InlineData("  - " + Given.Secret)]
    public void Errors_AroundASecret_DoNotShowIt(string lines)
    {
        var result = Given.Load(Given.Minimal + lines);

        Assert.NotEmpty(result.Errors);
        Assert.All(result.Errors, error =>
            Assert.DoesNotContain(Given.Secret, error + error.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("backends.0.apiKey", Given.Secret + " ")]
    [InlineData("backends.0.apikey", Given.Secret)]
    [InlineData("backends.0.apiKey.x", Given.Secret)]
    [InlineData("backends.0.apiKey", "[" + Given.Secret + "]")]
    public void Errors_OfAnOverrideWithASecret_DoNotShowIt(string path, string value) => Assert.DoesNotContain(
        Given.Secret, Assert.Single(Given.Errors(Given.Minimal, Given.Set(path, value))), StringComparison.Ordinal);

    [Fact]
    public void Errors_OfASecretThatYamlMisreads_DoNotShowIt()
    {
        const string marks = "!\"#%&'*,-:;<>?@[]`{|}~";
        foreach (var start in marks)
            foreach (var end in marks)
                Assert.All(
                    Given.Errors($"{Given.Minimal}    apiKey: {start}{Given.Secret}{end}x\n"),
                    error => Assert.DoesNotContain(Given.Secret, error, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_AsTextOrJson_DoNotShowTheKey()
    {
        var options = Given.Options(Given.Minimal + "    apiKey: ${KEY}");

        Assert.Equal(Given.Secret, options.Backends[0].ApiKey);
        Assert.DoesNotContain(Given.Secret, options.Backends[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Given.Secret, JsonSerializer.Serialize(options.Backends), StringComparison.Ordinal);
        Assert.DoesNotContain(Given.Secret, Given.Set("x", Given.Secret).ToString(), StringComparison.Ordinal);
    }
}
