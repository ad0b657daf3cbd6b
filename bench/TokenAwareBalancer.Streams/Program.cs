using System.CommandLine;
using TokenAwareBalancer.Streams;

var arguments = new StreamArguments();
var command = new RootCommand(
    "Measures the memory that the balancer takes for many streams at once: starts a simulated engine and a balancer, "
    + "opens the streams, and ends with 1 when a bar is not reached.");
arguments.AddTo(command);
command.SetAction((result, cancellationToken) => StreamRun.RunAsync(arguments.Read(result), cancellationToken));
return await command.Parse(args).InvokeAsync();
