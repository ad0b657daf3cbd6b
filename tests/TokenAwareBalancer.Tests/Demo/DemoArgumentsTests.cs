using System.CommandLine;
using TokenAwareBalancer.Commands;

namespace TokenAwareBalancer.Demo;

public sealed class DemoArgumentsTests
{
    [Theory]
    [InlineData("--seeds 0", "--seeds 0: expected a whole number from 1 to 20.")]
    [InlineData("--seeds many", "--seeds many: expected a whole number from 1 to 20.")]
    [InlineData("--speed 11", "--speed 11: expected a number from 1 to 10.")]
    [InlineData("--speed 0.5", "--speed 0.5: expected a number from 1 to 10.")]
    [InlineData("--speed NaN", "--speed NaN: expected a number from 1 to 10.")]
    public void Value_OutOfRange_IsAnErrorThatSaysTheRange(string line, string message) =>
        Assert.Equal(message, Assert.Single(DemoCommand.Create().Parse(line).Errors).Message);

    [Theory]
    [InlineData("--scenario none")]
    [InlineData("--nonsense")]
    public void Argument_Unknown_IsAnError(string line) => Assert.NotEmpty(DemoCommand.Create().Parse(line).Errors);

    [Fact]
    public void Arguments_None_MeasureEverythingThenStayUp()
    {
        var options = Read("");

        Assert.Equal(
            new DemoOptions(DemoOptions.DefaultSeeds, "all", Speed: null, IsJson: false, Exits: false), options);
        Assert.Equal(3, options.ChooseScenarios().Count);
    }

    [Fact]
    public void Json_WithoutExit_ExitsAllTheSame() => Assert.True(Read("--json") is { IsJson: true, Exits: true });

    [Fact]
    public void Speed_Given_IsThatOfEveryScenario() =>
        Assert.All(Read("--speed 7.5").ChooseScenarios(), scenario => Assert.Equal(7.5, scenario.Speed));

    [Theory]
    [InlineData("serial", 2)]
    [InlineData("chat", 1)]
    public void Scenario_Named_IsTheOnlyOne(string name, int scenarios)
    {
        var chosen = Read($"--scenario {name}").ChooseScenarios();

        Assert.Equal(scenarios, chosen.Count);
        Assert.All(chosen, scenario => Assert.StartsWith(name, scenario.Name));
    }

    private static DemoOptions Read(string line)
    {
        var arguments = new DemoArguments();
        var command = new Command("demo");
        arguments.AddTo(command);
        return arguments.Read(command.Parse(line));
    }
}
