using System.CommandLine;
using TokenAwareBalancer.Commands;

const int WrongOptions = 2;
var root = new RootCommand("Balances requests to language models by the work they are.") { EngineCommand.Create() };
var result = root.Parse(args);
var exitCode = await result.InvokeAsync();
return result.Errors.Count > 0 ? WrongOptions : exitCode;
