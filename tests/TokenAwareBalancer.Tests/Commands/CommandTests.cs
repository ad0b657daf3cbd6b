using System.CommandLine;
using TokenAwareBalancer.Choosing;

namespace TokenAwareBalancer.Commands;

/// <summary>The commands as a shell sees them: arguments in; exit code, output and errors out.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Valid = """
        listen: ["127.0.0.1:1", "[::1]:2"]
        backends:
          - name: gpu-0
            url: http://h/v1
            models: [small, { name: chat, backendName: org/Chat }]
            apiKey: sk-do-not-show
          - { name: gpu-1, url: http://i, weight: 2 }
        """;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Validate_OfAValidFile_SummarisesAndExitsWithZero()
    {
        var (exitCode, output, errors) = Run(ValidateCommand.Create(), Valid, "--admin-listen", "[::1]:3");

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.Empty(errors);
        Assert.Equal(
            $"""
            {_file} is valid
              policy   pending-prefill
              listen   127.0.0.1:1, [::1]:2
              admin    [::1]:3
              backends 2
                gpu-0 http://h/ weight 1: small, chat (there org/Chat)
                gpu-1 http://i/ weight 2: any model

            """,
            output);
    }

    [Fact]
    public void Validate_OfAnInvalidFile_PrintsEveryErrorAndExitsWithTwo()
    {
        var (exitCode, output, errors) = Run(
            ValidateCommand.Create(), Valid + "\npolicy: none\nretries: 3", "--set", "backends.1.weight=heavy");

        Assert.Equal(ExitCode.WrongInput, exitCode);
        Assert.Empty(output);
        Assert.Equal(
            [
                $"{_file}:8:9: policy: \"none\" is not a known policy name; "
                    + $"expected one of {string.Join(", ", BalancingPolicies.Names)}",
                $"{_file}:9:1: retries: is not a known key; expected one of listen, admin, keys, cors, policy, requestUsage, "
                    + "forwardClientAuthorization, forwardedHeaders, learnConcurrency, kvGuard, preferLoaded, backends, "
                    + "backendsFile, discovery, "
                    + "models, counting, prefixCache, learning, timeouts, health, scraping, failover, limits, logging",
                "--set: backends[1].weight: \"heavy\" is not a number; "
                    + "expected a number greater than 0 and at most 1000, for instance 1",
                "3 errors",
            ],
            errors.TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void Validate_WithListenRepeated_ReplacesTheWholeList()
    {
        var (_, output, _) = Run(ValidateCommand.Create(), Valid, "--listen", ":4", "--policy", "round-robin");

        Assert.Contains("  listen   :4" + Environment.NewLine, output, StringComparison.Ordinal);
        Assert.Contains("  policy   round-robin", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-do-not-show")]
    [InlineData("=sk-do-not-show")]
    public void Set_WithoutAPath_IsRefusedWithoutShowingIt(string argument)
    {
        var arguments = ValidateCommand.Create().Parse(["--set", argument]);

        Assert.Equal(
            "--set takes path=value, for instance --set timeouts.firstToken=30s.",
            Assert.Single(arguments.Errors).Message);
    }

    [Fact]
    public void Config_NotGiven_IsTheDefault()
    {
        var configuration = new ConfigurationArguments();
        var command = new Command("serve");
        configuration.AddTo(command);

        Assert.Equal("balancer.yaml", configuration.File(command.Parse([])));
    }

    [Theory]
    [InlineData("json", "{")]
    [InlineData("markdown", "| key |")]
    public void Schema_InEachFormat_IsPrinted(string format, string start)
    {
        var (exitCode, output, _) = Invoke(SchemaCommand.Create(), "--format", format);

        Assert.Equal(ExitCode.Ok, exitCode);
        Assert.StartsWith(start, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_OfTheProgram_SaysWhatItIs()
    {
        var root = new RootCommand();
        root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();

        Assert.StartsWith("Token-Aware Balancer 0.", Invoke(root, "--version").Output, StringComparison.Ordinal);
    }

    private (int ExitCode, string Output, string Errors) Run(Command command, string yaml, params string[] arguments)
    {
        File.WriteAllText(_file, yaml);
        return Invoke(command, ["--config", _file, .. arguments]);
    }

    private static (int ExitCode, string Output, string Errors) Invoke(Command command, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exitCode = command.Parse(arguments).Invoke(new() { Output = output, Error = errors });
        return (exitCode, output.ToString(), errors.ToString());
    }
}
