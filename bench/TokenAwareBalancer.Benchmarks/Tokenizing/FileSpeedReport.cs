using System.Diagnostics;
using System.Globalization;
using TokenAwareBalancer.Tokenizing;
using TokenAwareBalancer.Tokenizing.Files;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>Prints how fast tokenizers from files are read, and count, beside the built-in ones: all in turns.</summary>
internal static class FileSpeedReport
{
    private const int SliceBytes = 16 * 1024;
    private const int MostTextBytes = 2_000_000;
    private const int Passes = 9;
    private const int Loads = 10;

    /// <param name="files">Each as NAME=PATH.</param>
    public static void Print(IEnumerable<string> files)
    {
        var named = files.Select(file => file.Split('=', 2)).ToArray();
        var counters = named.Select(file => (Name: file[0], Counter: (ITokenCounter)Load(file[0], file[1]))).ToList();
        foreach (var name in (string[])["o200k_base", "cl100k_base"])
        {
            BuiltInTokenizers.TryGet(name, out var counter);
            counters.Insert(0, (name, counter!));
        }

        Console.WriteLine($"\n| MB/s, cold | {string.Join(" | ", counters.Select(counter => counter.Name))} |");
        Console.WriteLine($"|---{string.Concat(counters.Select(_ => "|---"))}|");
        foreach (var text in TextFolder.Names)
        {
            var sliced = new SlicedText(TextFolder.Read(text, MostTextBytes), SliceBytes);
            for (var pass = 0; pass < Passes; pass++)
                counters.ForEach(counter => sliced.Count(counter.Counter));
            var speeds = counters.Select(counter => sliced.MegabytesPerSecond(counter.Counter).ToString("F0", Invariant));
            Console.WriteLine($"| {text} | {string.Join(" | ", speeds)} |");
        }
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;

    // Not by TokenizerSource, which shares what it has loaded.
    private static ITokenEncoder Load(string path)
    {
        var reference = TokenizerReference.Parse(path);
        return TokenizerFiles.Load(reference, TokenizerFiles.ReadAll(reference.Path));
    }

    /// <summary>Reads a file again and again; the first time, in the first file, the code is compiled as well.</summary>
    private static ITokenEncoder Load(string name, string path)
    {
        var milliseconds = new List<double>();
        var tokenizer = Load(path);
        for (var i = 0; i < Loads; i++)
        {
            var start = Stopwatch.GetTimestamp();
            tokenizer = Load(path);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Console.WriteLine(string.Create(
            Invariant,
            $"{name}: {new FileInfo(path).Length / 1e6:F1} MB read again in {milliseconds.Min():F0} ms at best, median "
            + $"{milliseconds.Order().ElementAt(Loads / 2):F0}"));
        return tokenizer;
    }
}
