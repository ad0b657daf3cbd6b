using System.Reflection;
using BenchmarkDotNet.Running;
using TokenAwareBalancer.Benchmarks.Choosing;
using TokenAwareBalancer.Benchmarks.Tokenizing;

namespace TokenAwareBalancer.Benchmarks;

/// <summary>Runs the benchmarks named on the command line: nanoseconds and bytes per stage of a request.</summary>
/// <remarks>
/// <c>counting-speed</c> alone prints the tables of <c>docs/counting-speed.md</c> instead; with NAME=PATH of tokenizer
/// files behind it, the table about files. <c>choices</c> alone prints what a choice takes under each policy.
/// </remarks>
internal static class Program
{
    private static void Main(string[] args)
    {
        if (args is ["counting-speed"])
            SpeedReport.Print();
        else if (args is ["counting-speed", .. var files])
            FileSpeedReport.Print(files);
        else if (args is ["choices"])
            ChoiceReport.Print();
        else
            BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
    }
}
