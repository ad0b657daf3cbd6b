using System.CommandLine;
using TokenAwareBalancer.Commands;
using TokenAwareBalancer.Hosting;

var root = new RootCommand("Balances requests to LLM inference servers by the work they cause.")
{
    ServeCommand.Create(),
    InitCommand.Create(),
    ValidateCommand.Create(),
    SchemaCommand.Create(),
    CountCommand.Create(),
    KeysCommand.Create(Console.In),
    EngineCommand.Create(FleetFactory.FindTokenizer),
    DemoCommand.Create(),
    BenchCommand.Create(),
    SimulateCommand.Create(),
};
root.Options.OfType<VersionOption>().Single().Action = new PrintVersion();

using var stop = new StopSignal();
var arguments = root.Parse(args);
// Null: the library would end the process two seconds after a signal, in the middle of running answers.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
var exitCode = await arguments.InvokeAsync(invocation, stop.Token);
return arguments.Errors.Count > 0 ? ExitCode.WrongInput : exitCode;
