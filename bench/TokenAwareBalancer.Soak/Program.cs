using TokenAwareBalancer.Commands;
using TokenAwareBalancer.Soak;
using TokenAwareBalancer.Soak.Reporting;

return await new SoakArguments().CreateCommand(static async (options, cancellationToken) =>
{
    var output = new SoakOutput(options);
    output.Begin();
    var result = await new SoakRun(options, output).RunAsync(cancellationToken);
    output.End(result);
    return result.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Failure;
}).Parse(args).InvokeAsync();
