using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer keys</c>: what it prints is what the configuration takes.</summary>
public sealed class KeysCommandTests
{
    [Fact]
    public void New_WithAName_PrintsAKeyAndTheEntryThatAdmitsIt()
    {
        var (exitCode, output, _) = Run("", "new", "--name", "team-a");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Contains("stored nowhere", output, StringComparison.Ordinal);
        var key = output.Split('\n').Single(line => line.StartsWith(NewKey.Prefix, StringComparison.Ordinal));
        var entry = output[output.IndexOf("keys:", StringComparison.Ordinal)..];
        var client = Assert.Single(Given.Options(Given.Minimal + entry).Keys);
        Assert.Equal(("team-a", KeyHash.Of(key).ToString()), (client.Name, client.Hash));
    }

    [Fact]
    public void New_Twice_PrintsTwoKeys() => Assert.NotEqual(Run("", "new").Output, Run("", "new").Output);

    [Theory]
    [InlineData("team a")]
    [InlineData("")]
    [InlineData("a: b")]
    public void New_WithANameThatIsNone_IsRefused(string name) => Assert.Equal(
        "--name takes 1 to 64 letters, digits, dots, underscores or hyphens.",
        Assert.Single(KeysCommand.Create(TextReader.Null).Parse(["new", "--name", name]).Errors).Message);

    [Fact]
    public void Hash_OfAKeyOnStandardInput_IsPrinted()
    {
        var (exitCode, output, _) = Run("sk-a-key-that-exists\n", "hash");

        Assert.Equal((ExitCode.Ok, KeyHash.Of("sk-a-key-that-exists") + Environment.NewLine), (exitCode, output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk-too-short\n")]
    [InlineData("sk-with a space in it\n")]
    public void Hash_OfWhatIsNoKey_IsRefusedWithoutShowingIt(string input)
    {
        var (exitCode, output, errors) = Run(input, "hash");

        Assert.Equal((ExitCode.WrongInput, ""), (exitCode, output));
        Assert.Equal(
            "Standard input holds no key; expected 16 or more visible ASCII characters without spaces.",
            errors.TrimEnd());
    }

    private static (int ExitCode, string Output, string Errors) Run(string input, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        using var reader = new StringReader(input);
        var exitCode = KeysCommand.Create(reader).Parse(arguments).Invoke(new() { Output = output, Error = errors });
        return (exitCode, output.ToString(), errors.ToString());
    }
}
