using System.Globalization;
using System.Runtime.CompilerServices;
using TokenAwareBalancer.Tokenizing;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>Prints the tables of <c>docs/counting-speed.md</c>, all of one run.</summary>
internal static class SpeedReport
{
    private const int SliceBytes = 16 * 1024;
    private const int MostTextBytes = 3_000_000;
    private const int Passes = 7;
    private const int OriginalPasses = 3;
    private const int WarmUps = 3;

    private static readonly string[] WorstTexts =
        ["Letter", "Letters", "Base64", "Spaces", "WhiteSpace", "Dash", "Dashes", "Emoji", "Marks", "Hanzi", "Flood"];

    public static void Print()
    {
        if (OriginalTokenizer.Obstacle is { } obstacle)
            Console.Error.WriteLine(obstacle);
        foreach (var tokenizer in (string[])["cl100k_base", "o200k_base"])
        {
            BuiltInTokenizers.TryGet(tokenizer, out var counter);
            WarmUp(counter!);
            var mixed = PrintTexts(counter!);
            PrintWorst(counter!, mixed);
            PrintSizes(counter!);
            PrintRequests(counter!);
        }
    }

    /// <summary>Until the code is compiled at its best, which takes calls and time.</summary>
    private static void WarmUp(ITokenCounter counter)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            foreach (var name in TextFolder.Names)
                new SlicedText(TextFolder.Read(name, MostTextBytes / 4), SliceBytes / 2).Count(counter);
            Thread.Sleep(TimeSpan.FromMilliseconds(300));
        }
    }

    /// <summary>Prints real texts, and returns the speed on the mixed one.</summary>
    private static double PrintTexts(ITokenCounter counter)
    {
        Write($"\n| {counter.Name}, cold | bytes per token | MB/s | npm tiktoken | ratio | tokens |");
        Write($"|---|---|---|---|---|---|");
        var speed = 0.0;
        foreach (var name in TextFolder.Names)
        {
            var text = TextFolder.Read(name, MostTextBytes);
            var sliced = new SlicedText(text, SliceBytes);
            var tokens = 0L;
            for (var pass = 0; pass < Passes; pass++)
                tokens = sliced.Count(counter);
            speed = sliced.MegabytesPerSecond(counter);
            var original = OriginalTokenizer.Obstacle is null
                ? OriginalTokenizer.Measure(
                    counter.Name, TextFolder.PathOf(name), SliceBytes, MostTextBytes, OriginalPasses)
                : null;
            var npm = original?.MegabytesPerSecond;
            object?[] row =
                [name, (double)text.Length / tokens, speed, npm, speed / npm, Verdict(tokens, original)];
            Write(FormattableStringFactory.Create("| {0} | {1:F2} | {2:F0} | {3:F1} | {4:F1} | {5} |", row));
        }

        return speed;
    }

    private static string Verdict(long tokens, OriginalSpeed? original) =>
        original is null ? "" : original.Tokens == tokens ? "equal" : $"{tokens}, not {original.Tokens}";

    private static void PrintWorst(ITokenCounter counter, double mixed)
    {
        Write($"\n| {counter.Name}, 1 MB of | MB/s | cost per byte / mixed text |\n|---|---|---|");
        foreach (var kind in WorstTexts)
        {
            var speed = SpeedOf(counter, BenchmarkTexts.Create(kind, 1 << 20));
            Write($"| {kind} | {speed:F0} | {mixed / speed:F2} |");
        }
    }

    private static void PrintSizes(ITokenCounter counter)
    {
        Write($"\n| {counter.Name}, MB/s | 1 KB | 16 KB | 256 KB | 4 MB |\n|---|---|---|---|---|");
        foreach (var kind in (string[])["Letters", "Base64", "WhiteSpace", "Dashes", "Hanzi"])
        {
            int[] sizes = [1 << 10, 1 << 14, 1 << 18, 1 << 22];
            var speeds = sizes.Select(bytes => SpeedOf(counter, BenchmarkTexts.Create(kind, bytes)));
            var row = string.Join(" | ", speeds.Select(speed => speed.ToString("F0", CultureInfo.InvariantCulture)));
            Write($"| {kind} | {row} |");
        }
    }

    /// <summary>Of one text counted as a whole, again and again.</summary>
    private static double SpeedOf(ITokenCounter counter, byte[] text)
    {
        var whole = new SlicedText(text, text.Length);
        for (var pass = 0; pass < Passes * Math.Max(1, (1 << 16) / text.Length); pass++)
            whole.Count(counter);
        return whole.MegabytesPerSecond(counter);
    }

    private static void PrintRequests(ITokenCounter counter)
    {
        Write($"\n| {counter.Name}, request | µs | bytes allocated |\n|---|---|---|");
        foreach (var bytes in (int[])[4 << 10, 64 << 10, 1 << 20])
        {
            var bodies = RequestBodies.Create(TextFolder.Read("english", 2 * MostTextBytes), bytes);
            var best = bodies.Select(_ => double.MaxValue).ToArray();
            var allocated = 0L;
            for (var pass = 0; pass < Passes; pass++)
                allocated = TimeRequests(bodies, counter, best);
            Write($"| {bytes >> 10} KB of English, read, counted | {best.Average():F1} | {allocated / bodies.Count} |");
        }
    }

    /// <summary>Returns what all of them allocated.</summary>
    private static long TimeRequests(List<byte[]> bodies, ITokenCounter counter, double[] bestMicroseconds)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < bodies.Count; i++)
        {
            var start = ThreadClock.Seconds;
            WholeRequestBenchmarks.ReadAndCount(bodies[i], counter);
            bestMicroseconds[i] = Math.Min(bestMicroseconds[i], (ThreadClock.Seconds - start) * 1e6);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
