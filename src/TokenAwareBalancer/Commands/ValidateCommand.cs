using System.CommandLine;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer validate</c>: says every error of a configuration, or in short what it configures.</summary>
internal static class ValidateCommand
{
    internal static Command Create()
    {
        var configuration = new ConfigurationArguments();
        var command = new Command("validate", "Check a configuration file, and print every error in it.");
        configuration.AddTo(command);
        command.SetAction(arguments => Run(configuration, arguments));
        return command;
    }

    private static int Run(ConfigurationArguments configuration, ParseResult arguments)
    {
        var result = configuration.Load(arguments);
        if (result.Options is null)
        {
            ConfigurationReport.WriteErrors(result.Errors, arguments.InvocationConfiguration.Error);
            return ExitCode.WrongInput;
        }

        ConfigurationReport.WriteSummary(
            configuration.File(arguments), result.Options, arguments.InvocationConfiguration.Output);
        return ExitCode.Ok;
    }
}
