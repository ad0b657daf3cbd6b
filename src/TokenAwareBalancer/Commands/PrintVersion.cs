using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace TokenAwareBalancer.Commands;

/// <summary><c>--version</c>: the product's name and version, as a bug report wants them.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public static string Text
    {
        get
        {
            var assembly = typeof(PrintVersion).Assembly;
            var product = assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product;
            var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            return $"{product} {version}";
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(Text);
        return ExitCode.Ok;
    }
}
