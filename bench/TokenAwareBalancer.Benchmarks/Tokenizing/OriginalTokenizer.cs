using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace TokenAwareBalancer.Benchmarks.Tokenizing;

/// <summary>Measures the original tokenizer, compiled to WebAssembly for Node, on the same slices.</summary>
internal static class OriginalTokenizer
{
    private const string Folder = "bench/counting";

    /// <summary>Why it cannot be measured here; null if it can.</summary>
    public static string? Obstacle { get; } = Directory.Exists($"{Folder}/node_modules/tiktoken")
        ? null
        : $"npm's tiktoken is not measured: run (cd {Folder} && npm ci) first, and this from the repository's root";

    public static OriginalSpeed Measure(string encoding, string path, int sliceBytes, int mostBytes, int passes)
    {
        string[] arguments =
        [
            $"{Folder}/tiktoken-speed.mjs", Text(sliceBytes), Text(mostBytes), Text(passes), encoding, path,
        ];
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonSerializer.Deserialize<OriginalSpeed>(line, JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException("node printed nothing.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the original made of a text, and how fast.</summary>
internal sealed record OriginalSpeed(long Tokens, double MegabytesPerSecond);
