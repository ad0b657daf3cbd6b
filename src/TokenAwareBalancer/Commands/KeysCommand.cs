using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using TokenAwareBalancer.Authenticating;
using TokenAwareBalancer.Configuration.Declaring;

namespace TokenAwareBalancer.Commands;

/// <summary><c>balancer keys</c>: makes keys for clients, and what the configuration file knows them by.</summary>
internal static partial class KeysCommand
{
    private const string DefaultName = "new-client";

    /// <param name="input">Where <c>keys hash</c> reads the key.</param>
    internal static Command Create(TextReader input) =>
        new("keys", "Make keys for clients.") { CreateNew(), CreateHash(input) };

    private static Command CreateNew()
    {
        var name = new Option<string>("--name")
        {
            Description = "What the log calls the client.",
            HelpName = "NAME",
            DefaultValueFactory = _ => DefaultName,
        };
        name.Validators.Add(RequireName);
        var command = new Command("new", "Print a new key, and the entry of the configuration file that admits it.")
        {
            name,
        };
        command.SetAction(arguments =>
        {
            WriteNew(arguments.GetValue(name)!, NewKey.Create(), arguments.InvocationConfiguration.Output);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateHash(TextReader input)
    {
        var command = new Command("hash", "Read a key from standard input, and print its hash.");
        command.SetAction(arguments =>
        {
            var console = arguments.InvocationConfiguration;
            var key = input.ReadLine() ?? "";
            if (!Key().IsMatch(key))
            {
                console.Error.WriteLine($"Standard input holds no key; expected {TextPatterns.GuardTokenExpected}.");
                return ExitCode.WrongInput;
            }

            console.Output.WriteLine(KeyHash.Of(key));
            return ExitCode.Ok;
        });
        return command;
    }

    private static void WriteNew(string name, string key, TextWriter output) => output.Write(
        $"""
        # For the client. It is stored nowhere: who loses it needs a new one.
        {key}

        # For the configuration file.
        keys:
          - name: {name}
            hash: {KeyHash.Of(key)}

        """);

    private static void RequireName(OptionResult result)
    {
        if (!result.Tokens.All(token => Name().IsMatch(token.Value)))
            result.AddError($"--name takes {TextPatterns.NameExpected}.");
    }

    [GeneratedRegex(TextPatterns.Name + @"(?<!\n)")]
    private static partial Regex Name();

    [GeneratedRegex(TextPatterns.GuardToken + @"(?<!\n)")]
    private static partial Regex Key();
}
