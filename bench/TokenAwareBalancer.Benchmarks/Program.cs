using System.Reflection;
using BenchmarkDotNet.Running;
using TokenAwareBalancer.Benchmarks.Tokenizing;

namespace TokenAwareBalancer.Benchmarks;

/// <summary>Runs the benchmarks named on the command line: nanoseconds and bytes per stage of a request.</summary>
/// <remarks>
/// <c>counting-speed</c> alone prints the tables of <c>docs/counting-speed.md</c> instead; with NAME=PATH of tokenizer
/// files behind it, the table about files.
/// </remarks>
internal static class Program
{
    private static void Main(string[] args)
    {
        if (args is ["counting-speed"])
            SpeedReport.Print();
        else if (args is ["counting-speed", .. var files])
            FileSpeedReport.Print(files);
        else
            BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
    }
}
