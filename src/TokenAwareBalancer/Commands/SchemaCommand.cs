using System.CommandLine;
using TokenAwareBalancer.Configuration;
using TokenAwareBalancer.Configuration.Describing;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer schema</c>: prints what the configuration file may hold, for editors or for people.</summary>
internal static class SchemaCommand
{
    internal static Command Create()
    {
        var format = new Option<string>("--format")
        {
            Description = "json for the JSON schema that editors read, markdown for the table in the documentation.",
            DefaultValueFactory = _ => "json",
        };
        format.AcceptOnlyFromAmong("json", "markdown");
        var command = new Command("schema", "Print the JSON schema of the configuration file.") { format };
        command.SetAction(arguments =>
        {
            arguments.InvocationConfiguration.Output.Write(Describe(arguments.GetValue(format)!));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Describe(string format) => format == "json"
        ? JsonSchemaWriter.Write(ConfigurationVocabulary.Shipped)
        : MarkdownTable.Write(ConfigurationVocabulary.Shipped);
}
