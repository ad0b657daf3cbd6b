using System.Reflection;
using BenchmarkDotNet.Running;

namespace TokenAwareBalancer.Benchmarks;

/// <summary>Runs the benchmarks named on the command line: nanoseconds and bytes per stage of a request.</summary>
internal static class Program
{
    private static void Main(string[] args) =>
        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(args);
}
