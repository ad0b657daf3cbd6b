namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>The texts that <c>bench/counting/collect-texts.mjs</c> has collected.</summary>
internal static class TextFolder
{
    private const string Variable = "BALANCER_BENCH_TEXTS";

    public static IReadOnlyList<string> Names { get; } =
        ["english", "code", "chinese", "japanese", "russian", "german", "mixed"];

    public static string PathOf(string name)
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        var path = Path.Combine(folder ?? "", $"{name}.txt");
        return folder is not null && File.Exists(path)
            ? path
            : throw new InvalidOperationException(
                $"{Variable} must name a folder with {name}.txt: bench/counting/collect-texts.mjs makes it.");
    }

    /// <summary>The beginning of a text, up to where a character ends.</summary>
    public static byte[] Read(string name, int mostBytes) =>
        BeginningOf(File.ReadAllBytes(PathOf(name)), mostBytes).ToArray();

    /// <summary>As much of a text as is asked for, up to where a character ends.</summary>
    public static ReadOnlyMemory<byte> BeginningOf(ReadOnlyMemory<byte> text, int mostBytes)
    {
        var end = Math.Min(mostBytes, text.Length);
        while (end < text.Length && (text.Span[end] & 0xC0) == 0x80)
            end--;
        return text[..end];
    }
}
