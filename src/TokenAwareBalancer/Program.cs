using System.CommandLine;
using TokenAwareBalancer.Commands;

var root = new RootCommand("Balances requests to LLM inference servers by the work they cause.")
{
    ValidateCommand.Create(),
    SchemaCommand.Create(),
    EngineCommand.Create(),
};
root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();
var arguments = root.Parse(args);
var exitCode = await arguments.InvokeAsync();
return arguments.Errors.Count > 0 ? ExitCode.WrongInput : exitCode;
