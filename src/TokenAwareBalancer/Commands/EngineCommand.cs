using System.CommandLine;
using TokenAwareBalancer.Engine;
using TokenAwareBalancer.Hosting;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer engine</c>: runs one simulated inference server until it is told to stop.</summary>
internal static class EngineCommand
{
    /// <param name="findTokenCounter">
    /// Finds a tokenizer by the name given to <c>--tokenizer</c>, or null when there is none such. Without it the
    /// command has no such option.
    /// </param>
    public static Command Create(Func<string, ITokenCounter?>? findTokenCounter = null)
    {
        var arguments = new EngineArguments(findTokenCounter);
        var command = new Command(
            "engine", "Run a simulated inference server with OpenAI and Anthropic APIs, for demos, tests and load.");
        foreach (var option in arguments.All)
            command.Options.Add(option);
        command.SetAction((result, cancellationToken) => RunAsync(arguments.Read(result), result, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        EngineOptions options, ParseResult result, CancellationToken cancellationToken)
    {
        var errors = EngineOptionsValidator.Validate(options);
        foreach (var error in errors)
            await result.InvocationConfiguration.Error.WriteLineAsync(error);
        if (errors.Count > 0)
            return ExitCode.WrongInput;
        try
        {
            await using var engine = await SimulatedEngine.StartAsync(options, cancellationToken);
            await result.InvocationConfiguration.Output.WriteLineAsync(Describe(engine, options));
            await cancellationToken.UntilCanceledAsync();
            return ExitCode.Ok;
        }
        catch (IOException exception)
        {
            await result.InvocationConfiguration.Error.WriteLineAsync(exception.Message);
            return ExitCode.Failure;
        }
    }

    private static string Describe(SimulatedEngine engine, EngineOptions options) =>
        $"engine listening on {engine.Address} ({options.Profile.ToString().ToLowerInvariant()}, "
        + $"model {string.Join(", ", options.Models)})";
}
